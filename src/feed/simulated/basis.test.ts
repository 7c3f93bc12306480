import { describe, expect, it } from 'vitest';
import { basisPct, fundingPctOf } from './basis.ts';

const WIDEST = 0.06;
const minutes = Array.from({ length: 20_000 }, (_, index) => 29_000_000 + index * 7);

describe('the basis of a perpetual', () => {
  it('wanders on both sides of zero and never further than it may', () => {
    const all = minutes.map((minute) => basisPct(1, minute, WIDEST));
    expect(Math.max(...all)).toBeLessThanOrEqual(WIDEST);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(-WIDEST);
    expect(all.filter((basis) => basis > 0.01).length).toBeGreaterThan(2000);
    expect(all.filter((basis) => basis < -0.01).length).toBeGreaterThan(2000);
    expect(Math.abs(all.reduce((sum, basis) => sum + basis, 0) / all.length)).toBeLessThan(0.01);
  });

  it('is nothing where the model has none', () => {
    expect(basisPct(1, 29_000_000, 0)).toBeCloseTo(0, 12);
    expect(fundingPctOf(1, 29_000_000, 0)).toBeCloseTo(0.01, 12);
  });

  it('makes funding small, and dearer for longs the higher the perpetual stood', () => {
    const rates = minutes.map((minute) => fundingPctOf(1, minute, WIDEST));
    expect(Math.max(...rates)).toBeLessThanOrEqual(0.04);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(-0.02);
    for (const minute of minutes.slice(0, 200)) {
      let sum = 0;
      for (let hour = 1; hour <= 8; hour++) sum += basisPct(1, minute - hour * 60, WIDEST);
      expect(fundingPctOf(1, minute, WIDEST)).toBeCloseTo(0.01 + sum / 16, 12);
    }
    expect(fundingPctOf(1, 29_000_000, 10)).toBeLessThanOrEqual(0.3);
  });
});
