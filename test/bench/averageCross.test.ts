import { describe, expect, it } from 'vitest';
import { AverageCross, FAST, SLOW } from './averageCross.ts';
import { benchCandles } from './candles.ts';

describe('the average cross', () => {
  it('gives the side that averages over the whole windows give, at every candle', () => {
    const closes = benchCandles(3_000).map(({ close }) => close);
    const cross = new AverageCross();
    const mean = (end: number, length: number): number => closes.slice(end - length, end).reduce((sum, close) => sum + close, 0) / length;
    const sides = closes.map((close) => cross.side(close));
    const expected = closes.map((_, i) => (i < SLOW ? 0 : Math.sign(mean(i + 1, FAST) - mean(i + 1, SLOW))));
    expect(sides).toEqual(expected);
    expect(new Set(sides)).toEqual(new Set([0, 1, -1]));
  });
});
