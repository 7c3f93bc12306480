import { describe, expect, it } from 'vitest';
import type { ChartCandle } from '#src/domain/chart.ts';
import { conditionSample } from './sample.ts';
import { soundChart } from './soundChart.ts';

const candles = (...list: ChartCandle[]) => soundChart({ ...conditionSample(), candles: list, lines: [] }).candles;

describe('a sound chart', () => {
  it('has its candles in order of time, each once, without those that are no numbers', () => {
    const good = (at: number): ChartCandle => [at, 1, 2, 0.5, 1.5, 3];
    expect(candles(good(3), good(1), [2, 1, Number.NaN, 1, 1, 1], good(1), good(2)).map(([at]) => at)).toEqual([1, 2, 3]);
  });

  it('has highs and lows that hold open and close, and no volume below zero', () => {
    expect(candles([1, 5, 4, 6, 7, -3])).toEqual([[1, 5, 7, 4, 7, 0]]);
    expect(candles([1, 5, 7, 4, 6, Number.NaN])[0]?.[5]).toBe(0);
  });

  it('keeps the values of a line with their candles', () => {
    const sound = soundChart({
      ...conditionSample(),
      candles: [
        [2, 1, 1, 1, 1, 1],
        [1, Number.NaN, 1, 1, 1, 1],
        [0, 1, 1, 1, 1, 1],
      ],
      lines: [{ label: 'EMA', values: [20, 10, Number.NaN] }],
    });
    expect(sound.lines[0]?.values).toEqual([null, 20]);
  });

  it('leaves out levels, zones and markers that lie nowhere, and turns zones around that were written the wrong way', () => {
    const sound = soundChart({
      ...conditionSample(),
      levels: [{ kind: 'stop', price: Number.NaN, label: 'SL' }],
      zones: [{ from: 9, to: 3, low: 7, high: 5, label: '', tone: 'good' }],
      markers: [{ at: Number.NaN, price: 1, kind: 'buy' }],
      places: Number.NaN,
    });
    expect(sound).toMatchObject({ levels: [], zones: [{ from: 3, to: 9, low: 5, high: 7 }], markers: [], places: 2 });
  });
});
