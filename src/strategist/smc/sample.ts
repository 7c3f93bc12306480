import { SAMPLE_START, walkOf } from '#src/analysis/smc/sample.ts';
import type { Candle } from '#src/domain/candle.ts';
import { instant } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { Decision, StrategistContext } from '#src/strategist/port.ts';
import { SmcMarket } from './market.ts';
import type { SmcSettings } from './settings.ts';

// For tests.

/** The figures of trading-rules.md, as config/default.yaml ships them. */
export const SAMPLE_SETTINGS: SmcSettings = {
  profile: 'intraday',
  profiles: {
    swing: {
      bias: { timeframe: '1d', emaLength: 200 },
      decision: '4h',
      refinement: ['1h', '15m'],
      asks: '15m',
      invalidation: '1h',
      expiryHours: 24,
      timeLimit: { timeframe: '15m', candles: 20 },
    },
    intraday: {
      bias: { timeframe: '4h', emaLength: 50 },
      decision: '1h',
      refinement: ['15m', '5m'],
      asks: '5m',
      invalidation: '15m',
      expiryHours: 6,
      timeLimit: { timeframe: '5m', candles: 20 },
    },
  },
  structures: { swingWidth: 2, lookback: 50, displacementRanges: 1.5, gapMinPct: 0.07, breakCandles: 3, atrLength: 14, adxLength: 14 },
  neutralBps: 10,
  fib: { zone: { from: 0.618, to: 0.786 }, levels: [0.382, 0.5], tolerance: 0.03, extensions: [1.272, 1.618] },
  points: {
    block: 10,
    gap: 8,
    break: 7,
    fibZone: 15,
    fibLevel: 10,
    fibExtension: 5,
    biasAligned: 20,
    biasNeutral: 10,
    adx: [
      { from: 40, points: 15 },
      { from: 30, points: 12 },
      { from: 25, points: 10 },
      { from: 20, points: 7 },
    ],
    cost: [
      { upToBps: 10, points: 20 },
      { upToBps: 20, points: 15 },
      { upToBps: 30, points: 10 },
      { upToBps: 50, points: 5 },
    ],
  },
  tight: {
    gate: { aligned: 65, neutral: 75 },
    stopAtr: { decision: 0.15, finest: 0.3 },
    sharesPct: [50, 40],
    finalR: 2,
    costPctOfRisk: 100,
  },
  wide: {
    gate: { aligned: 60, neutral: 70 },
    stopAtr: { decision: 0.5, finest: 0.6 },
    sharesPct: [35, 35],
    finalR: 1.5,
    costPctOfRisk: 15,
  },
  entry: { maxDistancePct: 5, maxDistanceAtr: 1.5, offsetAtr: 0.05 },
  stop: { noiseAtr: 0.5, maxAtr: 4 },
  targets: { firstR: 1, secondR: 2.5, minRewardRisk: 1 },
  exits: {
    trail: [
      { fromR: 3, atr: 1.8 },
      { fromR: 5, atr: 1.4 },
      { fromR: 8, atr: 1 },
    ],
    runnerAtr: 1.5,
    breakEvenAfter: 1,
  },
  cooldown: { marketMinutes: 60, winMinutes: 15, lossMinutes: 120, structureMinutes: 45 },
};

export const SAMPLE_MARKET: Market = {
  symbol: 'BTC/USDT:USDT',
  venue: 'paper',
  kind: 'perpetual',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.1'),
  step: decimal('0.001'),
  minAmount: decimal('0.001'),
  minNotional: decimal('5'),
  contractSize: decimal('1'),
  maxLeverage: 20,
};

export const sampleContext = (different: Partial<StrategistContext> = {}): StrategistContext => ({
  now: SAMPLE_START,
  market: SAMPLE_MARKET,
  price: 20_000,
  costBps: 10,
  allowShort: true,
  riskPct: 1,
  lastTrade: undefined,
  busy: { long: false, short: false },
  ...different,
});

/** Closed candles of all timeframes from five-minute candles, in the order in which they close, shortest first. */
function longerOf(fives: readonly Candle[]): { readonly closes: readonly (readonly [Timeframe, Candle])[]; readonly last: Candle }[] {
  const timeframes = (['5m', '15m', '1h', '4h', '1d'] as const).map((timeframe) => ({
    timeframe,
    count: TIMEFRAME_MS[timeframe] / TIMEFRAME_MS['5m'],
  }));
  return fives.map((last, index) => {
    const ended = timeframes.filter(({ count }) => (index + 1) % count === 0);
    return { closes: ended.map(({ timeframe, count }) => [timeframe, joined(fives.slice(index + 1 - count, index + 1))] as const), last };
  });
}

function joined(parts: readonly Candle[]): Candle {
  const [first, last] = [parts[0] as Candle, parts.at(-1) as Candle];
  const high = Math.max(...parts.map((part) => part.high));
  const low = Math.min(...parts.map((part) => part.low));
  return { openedAt: first.openedAt, open: first.open, high, low, close: last.close, volume: parts.length };
}

const WALK = longerOf(walkOf('5m', 3200, 42));

/** All decisions over eleven days of a seeded walk. Each proposal is taken for a trade that closes 70 minutes later, in turn a win and a loss. */
export function decisionsOver(
  settings: SmcSettings,
  different: Partial<StrategistContext> = {},
): { decisions: Decision[]; drafts: ConditionDraft[] } {
  const strategist = new SmcMarket(SAMPLE_MARKET, settings);
  const decisions: Decision[] = [];
  const drafts: ConditionDraft[] = [];
  let lastTrade: StrategistContext['lastTrade'];
  for (const { closes, last } of WALK) {
    let asked = false;
    for (const [timeframe, candle] of closes) {
      if (strategist.timeframes.includes(timeframe)) strategist.candle(timeframe, candle);
      asked ||= timeframe === strategist.asks;
    }
    if (!asked) continue;
    const now = instant(last.openedAt + TIMEFRAME_MS['5m']);
    const known = lastTrade !== undefined && lastTrade.closedAt <= now ? lastTrade : undefined;
    const decision = strategist.decide(sampleContext({ now, price: last.close, lastTrade: known, ...different }));
    decisions.push(decision);
    drafts.push(...decision.drafts);
    if (decision.drafts.length > 0) lastTrade = { closedAt: instant(now + 70 * 60_000), won: lastTrade?.won === false };
  }
  return { decisions, drafts };
}
