import { describe, expect, it } from 'vitest';
import { drawdown, sizeFactorOf } from './drawdown.ts';
import { SAMPLE_LIMITS, sampleContext } from './sample.ts';

describe('sizeFactorOf', () => {
  it.each([
    [0, 1],
    [9.99, 1],
    [10, 0.5],
    [14.99, 0.5],
    [undefined, 0.5],
    [Number.NaN, 0.5],
  ])('drawdown %s makes sizes × %s', (drawdownPct, factor) => {
    expect(sizeFactorOf({ drawdownPct }, SAMPLE_LIMITS)).toBe(factor);
  });

  it('moves with its limit', () => {
    expect(sizeFactorOf({ drawdownPct: 12 }, { drawdownDegradedPct: 12.5 })).toBe(1);
  });

  it('is no denial: the degraded band trades on', () => {
    expect(drawdown.check(sampleContext({ drawdownPct: 14.99 }), SAMPLE_LIMITS)).toBeUndefined();
  });
});
