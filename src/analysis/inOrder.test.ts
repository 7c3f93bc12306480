import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { opensAt, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import { inOrder } from './inOrder.ts';
import { CandleAggregator } from './timeframes.ts';

const MINUTE_MS = 60_000;
const DAY = parseInstant('2026-01-05T00:00:00Z');
const DAYS = 3;

const MINUTES: readonly Candle[] = Array.from({ length: DAYS * 1_440 }, (_, index) => {
  const middle = 1000 + ((index * 7919) % 503);
  return { openedAt: instant(DAY + index * MINUTE_MS), open: middle, high: middle + 5, low: middle - 5, close: middle + 1, volume: 1 };
});

type Made = ReadonlyMap<Timeframe, readonly Candle[]>;

function made(feed: (aggregator: CandleAggregator) => void): Made {
  const found = new Map<Timeframe, Candle[]>(TIMEFRAMES.map((one) => [one, []]));
  feed(new CandleAggregator(TIMEFRAMES, (timeframe, candle) => found.get(timeframe)?.push(candle)));
  return found;
}

const ALL = made((aggregator) => {
  for (const one of MINUTES) aggregator.add(one);
});

describe('a history of several timeframes', () => {
  it('goes on with exactly the candles that minutes alone would have made, wherever it ends and however far its minutes reach', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_500, max: MINUTES.length - 1 }), fc.integer({ min: 60, max: 900 }), (end, minutes) => {
        const now = DAY + end * MINUTE_MS;
        const longer = TIMEFRAMES.filter((one) => one !== '1m').flatMap((timeframe) =>
          (ALL.get(timeframe) ?? [])
            .filter(({ openedAt }) => openedAt + TIMEFRAME_MS[timeframe] <= opensAt(instant(now), timeframe))
            .map((candle) => ({ timeframe, candle })),
        );
        const after = made((aggregator) => {
          for (const { timeframe, candle } of inOrder(aggregator, MINUTES.slice(end - minutes, end), longer)) {
            if (timeframe === '1m') aggregator.add(candle);
            else aggregator.give(timeframe, candle);
          }
          for (const one of MINUTES.slice(end)) aggregator.add(one);
        });
        for (const timeframe of TIMEFRAMES) {
          if (timeframe !== '1m') expect(after.get(timeframe), timeframe).toEqual(ALL.get(timeframe));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives a timeframe that is asked for only, and delivers each candle after those that it is made of', () => {
    const seen: string[] = [];
    const aggregator = new CandleAggregator(['1m', '15m', '1h'], (timeframe) => seen.push(timeframe));
    const longer = (['5m', '15m', '1h'] as const).flatMap((timeframe) =>
      (ALL.get(timeframe) ?? []).slice(0, 1).map((candle) => ({ timeframe, candle })),
    );
    for (const { timeframe, candle } of inOrder(aggregator, MINUTES.slice(58, 60), longer)) {
      if (timeframe === '1m') aggregator.add(candle);
      else aggregator.give(timeframe, candle);
    }
    expect(seen).toEqual(['15m', '1m', '1m', '15m', '1h']);
  });
});
