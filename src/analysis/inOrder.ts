import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant } from '#src/domain/clock.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { CandleAggregator } from './timeframes.ts';

interface Timed {
  readonly timeframe: Timeframe;
  readonly candle: Candle;
}

const endOf = ({ timeframe, candle }: Timed): Instant => instant(candle.openedAt + TIMEFRAME_MS[timeframe]);

/** Minutes and longer candles in the order in which they closed, shortest first; tells the aggregator how far the longer ones reach. */
export function inOrder(
  aggregator: Pick<CandleAggregator, 'givenUntil'>,
  minutes: readonly Candle[],
  longer: readonly Timed[],
): readonly Timed[] {
  const ends = new Map<Timeframe, Instant>();
  for (const one of longer) if (!(endOf(one) <= (ends.get(one.timeframe) ?? 0))) ends.set(one.timeframe, endOf(one));
  for (const [timeframe, end] of ends) aggregator.givenUntil(timeframe, end);
  const all: Timed[] = minutes.map((candle) => ({ timeframe: '1m', candle }));
  if (longer.length === 0) return all;
  return [...all, ...longer].sort((a, b) => endOf(a) - endOf(b) || TIMEFRAME_MS[a.timeframe] - TIMEFRAME_MS[b.timeframe]);
}
