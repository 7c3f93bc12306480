import fc from 'fast-check';
import { ADX, ATR, RSI } from 'trading-signals';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import type { IndicatorRef } from '#src/triggers/trigger.ts';
import { indicatorOf } from './indicators.ts';

type Name = IndicatorRef['name'];

const candle = (index: number, open: number, high: number, low: number, close: number): Candle => ({
  openedAt: instant(index * 60_000),
  open,
  high,
  low,
  close,
  volume: 1,
});
const flat = (count: number, price = 100): Candle[] =>
  Array.from({ length: count }, (_, index) => candle(index, price, price, price, price));

function walk(count: number, seed: number): Candle[] {
  const rng = seededRng(seed);
  let price = 100;
  return Array.from({ length: count }, (_, index) => {
    const open = price;
    price = Math.max(1, price + rng.normal());
    return candle(index, open, Math.max(open, price) + rng.next(), Math.max(0.5, Math.min(open, price) - rng.next()), price);
  });
}

/** Values after each candle, NaN where there is none. */
function valuesOf(name: Name, length: number, candles: readonly Candle[]): number[] {
  const indicator = indicatorOf({ name, length });
  return candles.map((one) => {
    indicator.update(one);
    return indicator.value?.now ?? Number.NaN;
  });
}

// The reference: each value from the whole series, as the definitions say it, with nothing carried along.

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function wilder(values: readonly number[], length: number): number {
  return values.slice(length).reduce((smoothed, value) => (smoothed * (length - 1) + value) / length, mean(values.slice(0, length)));
}

const trueRanges = (candles: readonly Candle[]): number[] =>
  candles.map(({ high, low }, index) => {
    const before = candles[index - 1]?.close;
    return before === undefined ? high - low : Math.max(high, before) - Math.min(low, before);
  });

function directions(candles: readonly Candle[], side: 1 | -1): number[] {
  return candles.map(({ high, low }, index) => {
    const before = candles[index - 1];
    if (before === undefined) return 0;
    const up = high - before.high;
    const down = before.low - low;
    const [mine, other] = side === 1 ? [up, down] : [down, up];
    return mine > 0 && mine > other ? mine : 0;
  });
}

function directionalIndex(candles: readonly Candle[], length: number): number {
  const range = wilder(trueRanges(candles), length);
  const plus = wilder(directions(candles, 1), length) / range;
  const minus = wilder(directions(candles, -1), length) / range;
  return plus + minus === 0 ? 0 : (100 * Math.abs(plus - minus)) / (plus + minus);
}

const REFERENCE: Record<Name, { needs(length: number): number; value(candles: readonly Candle[], length: number): number }> = {
  sma: { needs: (length) => length, value: (candles, length) => mean(candles.slice(-length).map((one) => one.close)) },
  ema: {
    needs: (length) => length,
    value: (candles, length) => candles.map((one) => one.close).reduce((ema, close) => ema + (2 / (length + 1)) * (close - ema)),
  },
  rsi: {
    needs: (length) => length + 1,
    value(candles, length) {
      const moves = candles.slice(1).map((one, index) => one.close - (candles[index] as Candle).close);
      const rises = wilder(
        moves.map((move) => Math.max(move, 0)),
        length,
      );
      const falls = wilder(
        moves.map((move) => Math.max(-move, 0)),
        length,
      );
      return (100 * rises) / (rises + falls);
    },
  },
  atr: { needs: (length) => length, value: (candles, length) => wilder(trueRanges(candles), length) },
  adx: {
    needs: (length) => 2 * length - 1,
    value(candles, length) {
      const from = length;
      const values = candles.slice(from - 1).map((_, index) => directionalIndex(candles.slice(0, from + index), length));
      return wilder(values, length);
    },
  },
};

describe('indicators', () => {
  const series = walk(60, 7);

  for (const name of Object.keys(REFERENCE) as Name[]) {
    const { needs, value } = REFERENCE[name];

    it.each([2, 5, 14])(`${name} over %i candles agrees with its definition at every candle`, (length) => {
      const values = valuesOf(name, length, series);
      for (const [index, got] of values.entries()) {
        if (index + 1 < needs(length)) expect(got).toBeNaN();
        else expect(got).toBeCloseTo(value(series.slice(0, index + 1), length), 9);
      }
    });

    it(`${name} gives the value of the candle before beside the value now`, () => {
      const indicator = indicatorOf({ name, length: 5 });
      const values = valuesOf(name, 5, series);
      for (const [index, one] of series.entries()) {
        indicator.update(one);
        const [now, before] = [values[index], values[index - 1]];
        if (Number.isNaN(now)) expect(indicator.value).toBeUndefined();
        else expect(indicator.value).toEqual({ now, before: Number.isNaN(before) ? undefined : before });
      }
      expect(indicator.value).toBe(indicator.value);
    });

    it(`${name} is missing from the first candle that is no number until it has forgotten it, if ever`, () => {
      const broken = { ...candle(0, 1, 1, 1, 1), high: Number.NaN, low: Number.NaN, close: Number.NaN };
      expect(valuesOf(name, 5, [...series, broken]).at(-1)).toBeNaN();
    });
  }

  it('agree with figures worked out on paper', () => {
    const rows = [
      [10, 8, 9],
      [12, 9, 11],
      [11, 9, 10],
      [14, 10, 13],
    ] as const;
    const candles = rows.map(([high, low, close], index) => candle(index, close, high, low, close));
    expect(valuesOf('sma', 2, candles)).toEqual([Number.NaN, 10, 10.5, 11.5]);
    // 9; 9 + 2/3·2; 10⅓ + 2/3·(−⅓); 10 1/9 + 2/3·2 8/9
    expect(valuesOf('ema', 2, candles).at(-1)).toBeCloseTo(10 + 1 / 9 + (2 / 3) * (2 + 8 / 9), 12);
    // moves +2, −1, +3: rises 1 → 2, falls ½ → ¼
    expect(valuesOf('rsi', 2, candles).slice(2)).toEqual([expect.closeTo((100 * 1) / 1.5, 12), expect.closeTo((100 * 2) / 2.25, 12)]);
    // true ranges 2, 3, 2, 4: 2½, 2¼, 3⅛
    expect(valuesOf('atr', 2, candles)).toEqual([Number.NaN, 2.5, 2.25, 3.125]);
    // up 2, –, 3 and down –, –, – : only one direction ever
    expect(valuesOf('adx', 2, candles)).toEqual([Number.NaN, Number.NaN, 100, 100]);
  });

  it('are the library to the last bit where its smoothing was replaced', () => {
    const candles = walk(2000, 11);
    for (const length of [2, 14, 50]) {
      const [rsi, atr, adx] = [new RSI(length), new ATR(length), new ADX(length)];
      expect(valuesOf('rsi', length, candles)).toEqual(candles.map((one) => rsi.add(one.close) ?? Number.NaN));
      expect(valuesOf('atr', length, candles)).toEqual(candles.map((one) => atr.add(one) ?? Number.NaN));
      expect(valuesOf('adx', length, candles)).toEqual(candles.map((one) => adx.add(one) ?? Number.NaN));
    }
  });

  it('keep a mean exact over a long series with a far outlier in it', () => {
    const candles = walk(20_000, 3).map((one, index) => (index === 500 ? { ...one, close: 1e15 } : one));
    expect(valuesOf('sma', 20, candles).at(-1)).toBeCloseTo(mean(candles.slice(-20).map((one) => one.close)), 10);
  });

  it('stay within their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 30 }), fc.constantFrom<Name>('rsi', 'adx'), (seed, length, name) => {
        for (const value of valuesOf(name, length, walk(100, seed))) expect(Number.isNaN(value) || (value >= 0 && value <= 100)).toBe(true);
      }),
    );
  });

  it('refuse a length that is no whole number of at least 2', () => {
    for (const length of [1, 0, -5, 2.5, Number.NaN]) expect(() => indicatorOf({ name: 'sma', length })).toThrow(/bug: an indicator over/);
  });
});

describe('a market that stands still', () => {
  it('has no RSI: neither at its start, nor when the last moves are long forgotten', () => {
    expect(valuesOf('rsi', 2, flat(30))).toEqual(Array.from({ length: 30 }, () => Number.NaN));
    const values = valuesOf('rsi', 2, [candle(0, 99, 99, 99, 99), candle(1, 101, 101, 101, 101), ...flat(3000)]);
    expect(values[10]).toBeCloseTo(200 / 3, 6);
    expect(values.slice(50).every(Number.isNaN)).toBe(true);
  });

  it('has an RSI again with the first move after it', () => {
    expect(valuesOf('rsi', 2, [...flat(3000), candle(3000, 99, 99, 99, 99)]).at(-1)).toBe(0);
  });

  it('has no direction and no range, and both come back with the first moves', () => {
    expect(valuesOf('adx', 2, flat(5))).toEqual([Number.NaN, Number.NaN, 0, 0, 0]);
    expect(valuesOf('atr', 2, flat(3))).toEqual([Number.NaN, 0, 0]);
    const still = valuesOf('adx', 2, [...walk(10, 1), ...flat(3000), ...walk(40, 2)]);
    expect(still.slice(3).every(Number.isFinite)).toBe(true);
    expect(still.at(-1)).toBeCloseTo(valuesOf('adx', 2, walk(40, 2)).at(-1) ?? Number.NaN, 3);
  });
});
