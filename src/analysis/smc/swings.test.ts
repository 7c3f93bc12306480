import { describe, expect, it } from 'vitest';
import { candlesOf, sampleAt } from './sample.ts';
import { type Swing, Swings } from './swings.ts';

/** Candles of which only highs matter: lows rise all the time, so that none is a swing. */
const highs = (...prices: number[]) =>
  candlesOf(
    '1h',
    prices.map((high, i) => [50 + i, high, 50 + i, 50 + i] as const),
  );

function swingsIn(width: number, candles: ReturnType<typeof highs>): (readonly Swing[])[] {
  const swings = new Swings(width);
  return candles.map((candle) => swings.update(candle));
}

describe('Swings', () => {
  it('find a high that tops two candles on each side, two candles later and not before', () => {
    const found = swingsIn(2, highs(100, 101, 105, 103, 102));
    expect(found.slice(0, 4).flat()).toEqual([]);
    expect(found[4]).toEqual([{ kind: 'high', price: 105, openedAt: sampleAt('1h', 2), index: 2 }]);
  });

  it('find a low in the same way', () => {
    const swings = new Swings(1);
    const found = candlesOf('1h', [
      [10, 20, 9, 10],
      [10, 21, 5, 10],
      [10, 22, 8, 10],
    ]).map((candle) => swings.update(candle));
    expect(found[2]).toEqual([{ kind: 'low', price: 5, openedAt: sampleAt('1h', 1), index: 1 }]);
    expect(swings.low?.price).toBe(5);
    expect(swings.high).toBeUndefined();
  });

  it('need as many candles on each side as the width says', () => {
    const candles = highs(104, 101, 103, 102, 101);
    expect(
      swingsIn(1, candles)
        .flat()
        .map(({ price }) => price),
    ).toEqual([103]);
    expect(swingsIn(2, candles).flat()).toEqual([]);
  });

  it('take the earlier of two equal extremes, once', () => {
    expect(
      swingsIn(2, highs(100, 101, 105, 105, 102, 101, 100))
        .flat()
        .map(({ index }) => index),
    ).toEqual([2]);
  });

  it('order the two swings of an outside candle by its color', () => {
    const outside = (close: number) =>
      candlesOf('1h', [
        [50, 55, 45, 50],
        [50, 70, 30, close],
        [50, 55, 45, 50],
      ]);
    expect(
      swingsIn(1, outside(60))
        .flat()
        .map(({ kind }) => kind),
    ).toEqual(['low', 'high']);
    expect(
      swingsIn(1, outside(40))
        .flat()
        .map(({ kind }) => kind),
    ).toEqual(['high', 'low']);
  });
});
