import { describe, expect, it } from 'vitest';
import { deepest, drawdownsOf } from './drawdown.ts';

const of = (...values: readonly number[]) => drawdownsOf(values.map((equity, at) => ({ at, equity, hold: null })));

describe('drawdown', () => {
  it('is the distance from the best so far, in percent', () => {
    expect(of(100, 120, 90, 150, 135).map(({ pct }) => Math.round(pct))).toEqual([0, 0, -25, 0, -10]);
  });

  it('is deepest once, with the best that came before it', () => {
    expect(deepest(of(100, 120, 90, 150, 112.5))).toMatchObject({ at: 2, peak: { at: 1, equity: 120 } });
    expect(deepest(of(1, 2, 3))?.pct).toBe(0);
    expect(deepest(of())).toBeUndefined();
  });

  it('is nothing where nothing was ever there', () => {
    expect(of(0, 0).map(({ pct }) => pct)).toEqual([0, 0]);
  });
});
