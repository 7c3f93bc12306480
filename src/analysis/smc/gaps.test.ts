import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import { Gaps, MAX_OPEN_GAPS } from './gaps.ts';
import { candlesOf, mirrored, sampleAt } from './sample.ts';

type Row = readonly [number, number, number, number];

function gapsAfter(candles: readonly Candle[], minPct = 0.07): Gaps {
  const gaps = new Gaps(minPct, TIMEFRAME_MS['1h']);
  for (const candle of candles) gaps.update(candle);
  return gaps;
}

const rows = (...list: Row[]) => candlesOf('1h', list);
const FIRST: Row = [999, 1000, 998, 1000];
const MIDDLE: Row = [1000, 1006, 999, 1005];
const THIRD: Row = [1005, 1008, 1003, 1007];

describe('Gaps', () => {
  it('lie between the first and the third of three candles', () => {
    expect(gapsAfter(rows(FIRST, MIDDLE)).all).toEqual([]);
    expect(gapsAfter(rows(FIRST, MIDDLE, THIRD)).all).toEqual([
      { kind: 'gap', side: 'long', top: 1003, bottom: 1000, openedAt: sampleAt('1h', 1), index: 1, touchedAt: undefined },
    ]);
  });

  it('lie in a fall as they do in a rise', () => {
    expect(gapsAfter(mirrored(rows(FIRST, MIDDLE, THIRD), 2000)).all).toMatchObject([{ side: 'short', top: 1000, bottom: 997 }]);
  });

  it('count from 0.07 % of the price on', () => {
    const third = (low: number): Row => [1005, 1008, low, 1007];
    expect(gapsAfter(rows(FIRST, [1000, 1006, 999, 1000], third(1000.7))).all).toHaveLength(1);
    expect(gapsAfter(rows(FIRST, [1000, 1006, 999, 1000], third(1000.69))).all).toEqual([]);
    expect(gapsAfter(rows(FIRST, MIDDLE, THIRD), 0.4).all).toEqual([]);
  });

  it('lose what price comes back through, and end when nothing is left', () => {
    const partly = gapsAfter(rows(FIRST, MIDDLE, THIRD, [1007, 1009, 1001, 1006]));
    expect(partly.all).toMatchObject([{ top: 1001, bottom: 1000, touchedAt: sampleAt('1h', 3) }]);
    expect(gapsAfter(rows(FIRST, MIDDLE, THIRD, [1007, 1009, 1001, 1006], [1006, 1007, 1000, 1006])).all).toEqual([]);
  });

  it('stay untouched while price only reaches their edge', () => {
    expect(gapsAfter(rows(FIRST, MIDDLE, THIRD, [1007, 1009, 1003, 1006])).all[0]?.touchedAt).toBeUndefined();
  });

  it('are not made up where candles are missing', () => {
    const [first, , , late] = rows(FIRST, MIDDLE, MIDDLE, THIRD);
    const middle = rows(FIRST, MIDDLE)[1];
    if (!first || !middle || !late) throw new Error('three candles');
    expect(gapsAfter([first, middle, late]).all).toEqual([]);
  });

  it('are kept up to a bound, the newest of them', () => {
    const ladder = Array.from({ length: 300 }, (_, i): Row => [1000 + 10 * i, 1008 + 10 * i, 1000 + 10 * i, 1008 + 10 * i]);
    const gaps = gapsAfter(rows(...ladder));
    expect(gaps.all).toHaveLength(MAX_OPEN_GAPS);
    expect(gaps.all.at(-1)?.index).toBe(298);
  });
});
