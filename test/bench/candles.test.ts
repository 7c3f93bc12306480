import { describe, expect, it } from 'vitest';
import { faultOf } from '#src/domain/candle.ts';
import { benchCandles } from './candles.ts';

describe('the candles of the benchmark', () => {
  it('are the same for the same seed and others for another', () => {
    expect(benchCandles(500, 1)).toEqual(benchCandles(500, 1));
    expect(benchCandles(500, 1)).not.toEqual(benchCandles(500, 2));
  });

  it('have prices in whole numbers, so that sums of them are exact however they are added up', () => {
    for (const { open, high, low, close } of benchCandles(20_000)) expect([open, high, low, close].every(Number.isSafeInteger)).toBe(true);
  });

  it('are possible, and follow each other by the minute', () => {
    const candles = benchCandles(20_000);
    expect(candles.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
    expect(candles.every((candle, i) => i === 0 || candle.openedAt - (candles[i - 1]?.openedAt ?? 0) === 60_000)).toBe(true);
  });

  it('have calm and wild hours: a wild hour is followed by a wild hour', () => {
    const candles = benchCandles(60_000);
    const hours = Array.from({ length: 1_000 }, (_, hour) =>
      candles.slice(hour * 60, hour * 60 + 60).reduce((sum, { open, close }) => sum + Math.abs(close / open - 1), 0),
    );
    const mean = hours.reduce((sum, range) => sum + range, 0) / hours.length;
    const deviations = hours.map((range) => range - mean);
    const variance = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
    const covariance = deviations.reduce((sum, deviation, i) => sum + deviation * (deviations[i + 1] ?? 0), 0);
    expect(covariance / variance).toBeGreaterThan(0.3);
  });
});
