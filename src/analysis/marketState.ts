import type { Candle } from '#src/domain/candle.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Instant } from '#src/domain/clock.ts';
import { hourOf, type MarketState, sessionOf, type Trend, type Volatility, weekdayOf } from '#src/domain/marketState.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import { indicatorOf } from './indicators.ts';

const FAST = 20;
const SLOW = 50;
const RANGE = 14;
/** Averages that are nearer to each other than this part of the average range cross and cross again: no trend. */
const NEUTRAL_RANGES = 0.25;
/** Candles whose average ranges are compared, and what counts as low and high among them, percent. */
const COMPARED = 120;
const LOW_PCT = 30;
const HIGH_PCT = 70;
/** So many candles decide, never more: the answer is the same however long Heron has been up. */
const WINDOW = 300;

/**
 * What a market was like at a moment, from the newest 300 of its 1h candles that were closed by then; `candles` oldest first, those that closed
 * later change nothing. Trend: EMA20 against EMA50 of closes, flat within a quarter of ATR14, known after 50 candles. Volatility: ATR14 against
 * the 30th and 70th percentile of its own last 120 values (nearest rank), known after 133 candles; without any range there is nothing to compare.
 */
export function marketStateOf(candles: readonly Candle[], at: Instant): MarketState {
  return { ...seenIn(closedBy(candles, at)), session: sessionOf(at), weekday: weekdayOf(at), hour: hourOf(at) };
}

/** Market states from the candles that are kept: the same as `marketStateOf`, worked out once an hour and market, however often it is asked. */
export class MarketStates {
  readonly #candles: Candles;
  readonly #known = new Map<string, { readonly newest: Candle | undefined; readonly seen: Seen }>();

  constructor(candles: Candles) {
    this.#candles = candles;
  }

  of(market: string, at: Instant): MarketState {
    const closed = closedBy(this.#candles.of(market, '1h'), at);
    const newest = closed.at(-1);
    let known = this.#known.get(market);
    if (known === undefined || known.newest !== newest) {
      known = { newest, seen: seenIn(closed) };
      this.#known.set(market, known);
    }
    return { ...known.seen, session: sessionOf(at), weekday: weekdayOf(at), hour: hourOf(at) };
  }
}

type Seen = Pick<MarketState, 'trend' | 'volatility'>;

function closedBy(candles: readonly Candle[], at: Instant): readonly Candle[] {
  let end = candles.length;
  while (end > 0 && (candles[end - 1] as Candle).openedAt + TIMEFRAME_MS['1h'] > at) end--;
  return candles.slice(Math.max(0, end - WINDOW), end);
}

function seenIn(candles: readonly Candle[]): Seen {
  const fast = indicatorOf({ name: 'ema', length: FAST });
  const slow = indicatorOf({ name: 'ema', length: SLOW });
  const range = indicatorOf({ name: 'atr', length: RANGE });
  const ranges: number[] = [];
  for (const candle of candles) {
    for (const one of [fast, slow, range]) one.update(candle);
    const value = range.value?.now;
    if (value !== undefined) ranges.push(value);
  }
  return { trend: trendOf(fast.value?.now, slow.value?.now, ranges.at(-1)), volatility: volatilityOf(ranges.slice(-COMPARED)) };
}

function trendOf(fast: number | undefined, slow: number | undefined, range: number | undefined): Trend | undefined {
  if (fast === undefined || slow === undefined || range === undefined) return undefined;
  const apart = fast - slow;
  return Math.abs(apart) <= NEUTRAL_RANGES * range ? 'flat' : apart > 0 ? 'up' : 'down';
}

function volatilityOf(ranges: readonly number[]): Volatility | undefined {
  const now = ranges.at(-1);
  if (now === undefined || ranges.length < COMPARED) return undefined;
  const sorted = [...ranges].sort((a, b) => a - b);
  const percentile = (pct: number): number => sorted[Math.ceil((pct / 100) * COMPARED) - 1] as number;
  if (now < percentile(LOW_PCT)) return 'low';
  return now > percentile(HIGH_PCT) ? 'high' : 'normal';
}
