import { describe, expect, it } from 'vitest';
import { createApp, type RunningApp } from '#src/app.ts';
import { loadSettings } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { later, parseInstant, toIso, VirtualClock } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { rOf } from '#src/domain/trade.ts';
import { fileFeeds } from '#src/feed/file.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { ShadowRow, ShadowWhy } from '#src/ledger/shadows.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';
import { draftOf, type Idea, ScriptedStrategist } from '#test/scriptedStrategist.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const MINUTE_MS = 60_000;
const PROPOSED_AFTER = 30;
/** Then the higher timeframe turns against it: what is still open is left. */
const TURNS_AFTER = 150;

/** A random walk of so many minutes from 64,000, with wicks. */
function walk(seed: number, minutes: number): Candle[] {
  const rng = seededRng(seed);
  let price = 64_000;
  return Array.from({ length: minutes }, (_, i) => {
    const open = price * (1 + rng.normal() * 0.0001);
    const close = open * (1 + rng.normal() * 0.0012);
    price = close;
    const wick = (): number => 1 + Math.abs(rng.normal()) * 0.0004;
    const round = (value: number): number => Number(value.toFixed(2));
    return {
      openedAt: later(START, i * MINUTE_MS),
      open: round(open),
      high: round(Math.max(open, close) * wick()),
      low: round(Math.min(open, close) / wick()),
      close: round(close),
      volume: 1 + rng.next() * 40,
    };
  });
}

interface Play {
  readonly market: string;
  readonly candles: readonly Candle[];
  readonly idea: (price: number) => Idea;
  readonly sets?: readonly string[];
  /** After its proposal. */
  readonly answered?: (app: RunningApp, id: string) => void;
  /** Before anything. */
  readonly first?: (ledger: Ledger) => void;
  readonly follows: boolean;
}

/** The real app over candles, with one proposal after half an hour. */
async function play({ market, candles, idea, sets = [], answered, first, follows }: Play): Promise<Ledger> {
  const settings = loadSettings({
    env: {},
    folder: '/nowhere',
    sets: [`desk.markets=["${market}"]`, 'guards.wideCostPctOfRisk=100', ...sets],
  });
  const clock = new VirtualClock(START);
  const bugs: unknown[] = [];
  const ledger = new Ledger({ path: ':memory:', clock, report: (error) => void bugs.push(error) });
  const { spreadBps, participationPct } = settings.values.replay;
  const strategist = new ScriptedStrategist();
  const feed = Object.assign(fileFeeds([{ market: simulatedMarket(market), candles, spreadBps, participationPct }]), {
    fundingPct: () => 0.01,
    basisPct: () => 0,
  });
  const app = await createApp({
    settings,
    ledger,
    clock,
    feed,
    strategist,
    kind: 'replay',
    source: 'a walk',
    ledgerId: 'twin',
    withJobs: false,
    withShadows: follows,
    report: (error) => void bugs.push(error),
  });
  first?.(ledger);
  for (let steps = 0; app.engine.nextAt() !== undefined; steps++) {
    app.engine.step();
    if (steps === PROPOSED_AFTER) {
      const { close } = candles[steps] as Candle;
      strategist.drafts = [draftOf({ market, ...idea(close) }, close, clock.now())];
      const [cycle] = await app.proposer.now(market);
      if (cycle?.outcome !== 'proposed') throw new Error(`not proposed: ${cycle?.reasons.join('; ')}`);
      answered?.(app, 'c1');
    }
    if (steps === TURNS_AFTER) {
      strategist.biases.set(market, idea(1).side === 'short' ? 'long' : 'short');
      await app.proposer.now(market);
    }
    await app.shadows?.ready();
  }
  if (bugs.length > 0) throw new AggregateError(bugs, bugs.map(String).join('; '));
  if (follows) expect((await app.audit()).findings).toEqual([]);
  return ledger;
}

const shadowsOf = (ledger: Ledger): ShadowRow[] => ledger.all<ShadowRow>('select * from shadow order by id');

function bench(ledger: Ledger): void {
  const change = '{"action":"bench","kind":"market","market":"BTC/USDT"}';
  ledger.transact((tx) => {
    const data = {
      id: 'e1',
      at: toIso(START),
      desk_id: 'main',
      insight_id: null,
      change: change.replace('BTC/USDT', JSON.parse(ledger.memory.desks.get('main')?.markets ?? '[]')[0]),
      target: 'market',
      reason: 'a test',
      proposed_by: 'rules',
      trial: null,
    };
    tx.append({ kind: 'adaptation.proposed', subject: 'e1', actor: 'user:terminal', data });
    tx.append({ kind: 'adaptation.applied', subject: 'e1', actor: 'user:terminal', data: { reason: 'a test' } });
  });
}

const exits = {
  trail: [
    { fromR: 1, atr: 1.5 },
    { fromR: 2, atr: 1 },
  ],
  breakEvenAfter: 1,
  timeLimitMs: 90 * MINUTE_MS,
  atr: '300',
};

/** Some way of trading, by a number: side, kind of trigger, ladder, exits. */
function ideaOf(seed: number, isShort: boolean): (price: number) => Idea {
  const sign = isShort ? -1 : 1;
  return (price) => {
    const entry = Math.round(price * (1 + 0.002 * sign));
    const stop = entry - 500 * sign;
    const trigger = { type: 'price', is: isShort ? 'crossesBelow' : 'crossesAbove', level: String(entry) } as const;
    const close = { type: 'candle', timeframe: '5m', closes: isShort ? 'below' : 'above', level: String(entry) } as const;
    return {
      side: isShort ? 'short' : 'long',
      entry: seed % 3 === 0 ? close : trigger,
      stop,
      targets: [
        [entry + 900 * sign, 50],
        [entry + 1_600 * sign, seed % 2 === 0 ? 50 : 30],
      ],
      exits: seed % 4 === 0 ? { ...exits, trail: [], timeLimitMs: 0 } : exits,
      ...(seed % 5 === 0
        ? { invalidation: { type: 'candle', timeframe: '15m', closes: isShort ? 'above' : 'below', level: String(entry - 150 * sign) } }
        : {}),
      hours: 4,
    };
  };
}

const ASK = ['policy.autoUpToPct=0'];
const YES = ['policy.autopilot=true'];

/** How the same proposal comes not to be traded, and which shadow it has then. */
const WAYS: readonly (readonly [ShadowWhy, Pick<Play, 'sets' | 'answered' | 'first'>])[] = [
  ['rejected', { sets: ASK, answered: (app, id) => void app.sniper.answer({ id, decision: 'reject', actor: 'user:terminal' }) }],
  ['expired', { sets: ASK }],
  ['benched', { sets: YES, first: bench }],
];

describe('a shadow', () => {
  for (const [why, way] of WAYS) {
    it(`of one that was ${why} makes what its twin made that was traded`, async () => {
      const seen = { trades: 0, reasons: new Set<string>() };
      for (let seed = 0; seed < 12; seed++) {
        const market = seed % 2 === 0 ? 'BTC/USDT' : 'BTC/USDT:USDT';
        const base = { market, candles: walk(seed, 520), idea: ideaOf(seed, seed % 4 === 3) };
        const traded = await play({ ...base, sets: YES, follows: false });
        const followed = await play({ ...base, ...way, follows: true });
        const [trade] = tradesInOrder(traded).map(({ trade }) => trade);
        const shadow = shadowsOf(followed).find((one) => one.why === why);
        expect(tradesInOrder(followed)).toEqual([]);
        if (trade !== undefined) {
          const { status, entered_at, ended_at, exit_reason, r } = shadow as ShadowRow;
          const end = {
            status: 'closed',
            entered_at: toIso(trade.openedAt),
            ended_at: toIso(trade.closedAt),
            exit_reason: trade.exitReason,
          };
          expect({ seed, status, entered_at, ended_at, exit_reason }).toEqual({ seed, ...end });
          expect(Math.abs((r as number) - rOf(trade))).toBeLessThan(1e-6);
          seen.trades++;
          seen.reasons.add(trade.exitReason);
        } else if (traded.memory.positions.size === 0 && why !== 'benched') expect(shadow?.status).toBe('untriggered');
        traded.close();
        followed.close();
      }
      expect(seen.trades).toBeGreaterThan(5);
      expect(seen.reasons.size).toBeGreaterThan(2);
    });
  }
});
