import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { opensAt, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import { CandleAggregator } from './timeframes.ts';

const MINUTE_MS = 60_000;
const DAY = parseInstant('2026-01-05T00:00:00Z');

/** Figures that tell minutes apart, whole so that sums are exact. */
function minute(index: number, start: number = DAY): Candle {
  const middle = 1000 + ((index * 7919) % 503);
  return {
    openedAt: instant(start + index * MINUTE_MS),
    open: middle - (index % 3),
    high: middle + 5 + (index % 11),
    low: middle - 5 - (index % 13),
    close: middle + (index % 4),
    volume: 1 + (index % 10),
  };
}

interface Delivered {
  readonly timeframe: Timeframe;
  readonly candle: Candle;
  /** Open time of the minute that was being added. */
  readonly during: number;
}

function run(timeframes: readonly Timeframe[], minutes: readonly Candle[]): Delivered[] {
  const delivered: Delivered[] = [];
  let during = Number.NaN;
  const aggregator = new CandleAggregator(timeframes, (timeframe, candle) => delivered.push({ timeframe, candle, during }));
  for (const one of minutes) {
    during = one.openedAt;
    aggregator.add(one);
  }
  return delivered;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const short = ({ timeframe, candle }: Delivered): string => `${timeframe} ${toIso(candle.openedAt).slice(11, 16)}`;

/** What one candle over these minutes must be. */
function over(minutes: readonly Candle[], timeframe: Timeframe): Candle {
  const [first, last] = [minutes[0] as Candle, minutes.at(-1) as Candle];
  return {
    openedAt: opensAt(first.openedAt, timeframe),
    open: first.open,
    high: Math.max(...minutes.map((one) => one.high)),
    low: Math.min(...minutes.map((one) => one.low)),
    close: last.close,
    volume: minutes.reduce((sum, one) => sum + one.volume, 0),
  };
}

/** Everything that is over by the end of `minutes`, sorted by timeframe and time. */
function expected(timeframes: readonly Timeframe[], minutes: readonly Candle[]): Map<Timeframe, Candle[]> {
  const end = (minutes.at(-1)?.openedAt ?? 0) + MINUTE_MS;
  return new Map(
    timeframes.map((timeframe) => {
      const buckets = Map.groupBy(minutes, (one) => opensAt(one.openedAt, timeframe));
      const closed = [...buckets].filter(([opened]) => opened + TIMEFRAME_MS[timeframe] <= end);
      return [timeframe, closed.map(([, held]) => over(held, timeframe))];
    }),
  );
}

describe('longer candles from minutes', () => {
  it('close with their last minute: the minute first, then shorter before longer', () => {
    const delivered = run(
      ['1h', '15m', '1m', '5m'],
      range(0, 60).map((index) => minute(index)),
    );
    const last = delivered.filter((one) => one.during === DAY + 59 * MINUTE_MS);
    expect(last.map(short)).toEqual(['1m 00:59', '5m 00:55', '15m 00:45', '1h 00:00']);
    expect(delivered.filter((one) => one.timeframe === '15m').map((one) => (one.during - DAY) / MINUTE_MS)).toEqual([14, 29, 44, 59]);
    expect(last.at(-1)?.candle).toEqual(
      over(
        range(0, 60).map((index) => minute(index)),
        '1h',
      ),
    );
  });

  it('pass the minute on as it came, and only when asked', () => {
    const one = minute(0);
    expect(run(['1m'], [one])[0]?.candle).toBe(one);
    expect(
      run(
        ['5m'],
        range(0, 5).map((index) => minute(index)),
      ).map(short),
    ).toEqual(['5m 00:00']);
    expect(run([], [one])).toEqual([]);
  });

  it('begin a day at midnight UTC', () => {
    const start = parseInstant('2026-01-04T18:30:00-05:00'); // 23:30 UTC
    const minutes = range(0, 30 + 1440).map((index) => minute(index, start));
    const delivered = run(['4h', '1d'], minutes);
    expect(delivered.filter((one) => one.timeframe === '1d').map((one) => toIso(one.candle.openedAt))).toEqual([
      '2026-01-04T00:00:00.000Z',
      '2026-01-05T00:00:00.000Z',
    ]);
    expect(delivered.filter((one) => one.timeframe === '4h').map(short)).toEqual(
      ['20', '00', '04', '08', '12', '16', '20'].map((hour) => `4h ${hour}:00`),
    );
    expect(delivered.at(-1)?.candle).toEqual(over(minutes.slice(30), '1d'));
  });

  it('close before the first minute after them where their last is missing', () => {
    // 00:14 is missing: 5m 00:10 and 15m 00:00 end with 00:13, when 00:15 comes.
    const minutes = [...range(0, 14), ...range(15, 20)].map((index) => minute(index));
    const delivered = run(['1m', '5m', '15m'], minutes);
    const at15 = delivered.filter((one) => one.during === DAY + 15 * MINUTE_MS);
    expect(at15.map(short)).toEqual(['5m 00:10', '15m 00:00', '1m 00:15']);
    expect(at15[0]?.candle).toEqual(over(minutes.slice(10, 14), '5m'));
    expect(at15[1]?.candle).toEqual(over(minutes.slice(0, 14), '15m'));
    expect(delivered.at(-1)).toMatchObject({ timeframe: '5m', candle: over(minutes.slice(14), '5m') });
  });

  it('close where a gap begins with the end of a shorter one', () => {
    // 5m 00:05 closes by itself; 15m and 1h end in the gap, when nothing shorter grows.
    const minutes = [...range(0, 10), 75].map((index) => minute(index));
    const delivered = run(['5m', '15m', '1h'], minutes);
    expect(delivered.map(short)).toEqual(['5m 00:00', '5m 00:05', '15m 00:00', '1h 00:00']);
    expect(delivered[3]?.candle).toEqual(over(minutes.slice(0, 10), '1h'));
    expect(delivered[3]?.during).toBe(DAY + 75 * MINUTE_MS);
  });

  it('are not invented for a time in which no minute came', () => {
    const delivered = run(['1h'], [minute(0), minute(60 * 5 + 59)]);
    expect(delivered.map(short)).toEqual(['1h 00:00', '1h 05:00']);
  });

  it('are what one gets by putting minutes into buckets, whatever is missing and whatever is asked for', () => {
    const steps = fc.array(
      fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 2000 }) }),
      {
        maxLength: 600,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(fc.subarray([...TIMEFRAMES]), fc.nat(3000), steps, (timeframes, first, gaps) => {
        let index = first;
        const minutes = [index, ...gaps.map((gap) => (index += gap))].map((one) => minute(one));
        const delivered = run(timeframes, minutes);
        for (const [timeframe, candles] of expected(timeframes, minutes)) {
          expect(delivered.filter((one) => one.timeframe === timeframe).map((one) => one.candle)).toEqual(candles);
        }
        for (const [place, one] of delivered.entries()) {
          const endsAt = one.candle.openedAt + TIMEFRAME_MS[one.timeframe];
          expect(endsAt).toBeLessThanOrEqual(one.during + MINUTE_MS); // nothing from the future
          const before = delivered[place - 1];
          if (before === undefined) continue;
          // In the order of their ends; what ends together, shortest first.
          const endedAt = before.candle.openedAt + TIMEFRAME_MS[before.timeframe];
          expect(endedAt < endsAt || (endedAt === endsAt && TIMEFRAME_MS[before.timeframe] < TIMEFRAME_MS[one.timeframe])).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('need minutes once and in order', () => {
    const aggregator = new CandleAggregator(['5m'], () => undefined);
    aggregator.add(minute(3));
    expect(() => aggregator.add(minute(3))).toThrow('twice or out of order');
    expect(() => aggregator.add(minute(2))).toThrow('twice or out of order');
  });

  it('rest on timeframes of which each divides the next', () => {
    for (const [index, timeframe] of TIMEFRAMES.entries()) {
      const next = TIMEFRAMES[index + 1];
      if (next !== undefined) expect(TIMEFRAME_MS[next] % TIMEFRAME_MS[timeframe]).toBe(0);
    }
  });
});
