import { describe, expect, it } from 'vitest';
import { dueLook, gradeOfEffect, intervalOf } from './measured.ts';
import { seededRng } from './rng.ts';

describe('the interval of effects', () => {
  it("is Student's: mean ± t(n − 1) · s ÷ √n", () => {
    // t(3) at 90 % is 1.63774; s of these is √(5/3).
    const { n, meanR, lowR, highR } = intervalOf([1, 2, 3, 4], 80);
    const reach = (1.63774 * Math.sqrt(5 / 3)) / 2;
    expect([n, meanR]).toEqual([4, 2.5]);
    expect(lowR).toBeCloseTo(2.5 - reach, 3);
    expect(highR).toBeCloseTo(2.5 + reach, 3);
  });

  it('has no bounds below two of them, and none of width where all are the same', () => {
    expect(intervalOf([], 80)).toEqual({ n: 0, meanR: 0, lowR: Number.NEGATIVE_INFINITY, highR: Number.POSITIVE_INFINITY });
    expect(intervalOf([0.5], 80)).toMatchObject({ lowR: Number.NEGATIVE_INFINITY, highR: Number.POSITIVE_INFINITY });
    expect(intervalOf([0.5, 0.5, 0.5], 80)).toMatchObject({ meanR: 0.5, lowR: 0.5, highR: 0.5 });
  });

  it('holds the true mean as often as it says', () => {
    const rng = seededRng(7);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
    let held = 0;
    for (let i = 0; i < 2_000; i++) {
      const { lowR, highR } = intervalOf(
        Array.from({ length: 20 }, () => 0.3 + normal()),
        80,
      );
      if (lowR <= 0.3 && highR >= 0.3) held++;
    }
    expect(held / 2_000).toBeGreaterThan(0.77);
    expect(held / 2_000).toBeLessThan(0.83);
  });
});

describe('a grade', () => {
  it.each([
    [0.01, 0.4, 'improved'],
    [-0.4, -0.01, 'harmful'],
    [-0.01, 0.4, 'inconclusive'],
    [-0.4, 0.01, 'inconclusive'],
    [0, 0, 'inconclusive'],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 'inconclusive'],
  ] as const)('of %s to %s is %s', (lowR, highR, grade) => {
    expect(gradeOfEffect({ lowR, highR })).toBe(grade);
  });
});

describe('a look', () => {
  it('is due at the first number of trades and at each doubling, once', () => {
    expect([19, 20, 39].map((n) => dueLook(n, 20, undefined))).toEqual([undefined, 20, 20]);
    expect([20, 39, 40, 79].map((n) => dueLook(n, 20, 20))).toEqual([undefined, undefined, 40, 40]);
    // Where several doublings were passed at once (too early in hours), the last one counts for all of them.
    expect(dueLook(90, 20, undefined)).toBe(80);
    expect(dueLook(90, 20, 80)).toBeUndefined();
  });
});
