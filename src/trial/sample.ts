import { loadSettings } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import { hourOf } from '#src/domain/marketState.ts';
import { seededRng } from '#src/domain/rng.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { type ConditionRow, conditionRow } from '#src/ledger/conditions.ts';
import { marketRow } from '#src/ledger/markets.ts';
import { packed, type TrialQuestion } from './question.ts';

/** For tests of trials: a market whose trades win, but for an hour of the day in which they lose. */
export const START = parseInstant('2026-01-05T00:00:00Z');
export const BAD_HOUR = 15;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Every three hours the price goes over the entry, on to the target or down to the stop, and back. */
const CYCLE_MINUTES = 180;
const BASE = 64_000;

/** Where the price is at a minute of a cycle. */
function priceAt(minute: number, wins: boolean): number {
  const turns: readonly (readonly [number, number])[] = [
    [0, BASE],
    [10, 64_200],
    [80, wins ? 65_300 : 63_300],
    [150, BASE],
    [CYCLE_MINUTES, BASE],
  ];
  const next = turns.findIndex(([at]) => at >= minute);
  const [to, b] = turns[Math.max(1, next)] as readonly [number, number];
  const [from, a] = turns[Math.max(1, next) - 1] as readonly [number, number];
  return a + ((b - a) * (minute - from)) / (to - from);
}

/** One in ten goes the other way, by chance. */
export function candlesOf(days: number, seed = 1): Candle[] {
  const rng = seededRng(seed);
  let wins = true;
  return Array.from({ length: days * DAY_MINUTES }, (_, i) => {
    const openedAt = later(START, i * MINUTE_MS);
    const minute = i % CYCLE_MINUTES;
    if (minute === 0) wins = (hourOf(openedAt) !== BAD_HOUR) !== rng.next() < 0.1;
    const open = priceAt(minute, wins);
    const close = priceAt(minute + 1, wins);
    return { openedAt, open, high: Math.max(open, close) + 2, low: Math.min(open, close) - 2, close, volume: 400 };
  });
}

const draftAt = (at: Instant): ConditionDraft => ({
  market: 'BTC/USDT',
  side: 'long',
  entry: { type: 'price', is: 'crossesAbove', level: '64130' },
  stop: '63600',
  targets: [{ price: '65100', sharePct: 100 }],
  riskPct: 1,
  expiresAt: later(at, 2 * 60 * MINUTE_MS),
  exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: '300' },
  thesis: 'It goes up as it always does.',
  pattern: 'momentum_breakout',
  regime: 'wide_structure',
  evidence: [],
  referencePrice: String(BASE),
});

/** A proposal at the beginning of each cycle. */
export const conditionsOf = (days: number): ConditionRow[] =>
  Array.from({ length: (days * DAY_MINUTES) / CYCLE_MINUTES - 1 }, (_, i) => {
    const createdAt = later(START, (i + 1) * CYCLE_MINUTES * MINUTE_MS);
    const draft = draftAt(createdAt);
    return conditionRow({
      ...draft,
      id: `c${i + 1}`,
      deskId: 'main',
      accountId: 'paper',
      strategist: 'smc',
      status: i % 2 === 0 ? 'closed' : 'rejected',
      paramsHash: paramsHashOf(draft, 'main', 'paper'),
      riskAmount: decimal('100'),
      createdAt,
    });
  });

export const SETS = [
  'desk.markets=["BTC/USDT"]',
  'guards.wideCostPctOfRisk=100',
  'guards.marketLosses.count=20',
  'guards.lossStreak.wide=20',
];

export const questionOf = (change: TrialQuestion['change'], days = 12, sets: readonly string[] = []): TrialQuestion => ({
  settings: loadSettings({ env: {}, folder: '/nowhere', sets: [...SETS, ...sets] }).values,
  change,
  others: [],
  deskId: 'main',
  from: toIso(START),
  to: toIso(later(START, days * DAY_MINUTES * MINUTE_MS)),
  tapes: [{ market: marketRow(simulatedMarket('BTC/USDT')), candles: packed(candlesOf(days)), warmup: 0 }],
  turns: [],
  conditions: conditionsOf(days),
});
