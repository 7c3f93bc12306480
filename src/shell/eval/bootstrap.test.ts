import { describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { Bootstrap, differenceOf, intervalOf } from './bootstrap.ts';

const DAYS = Array.from({ length: 40 }, (_, day) => day * 86_400_000);
const result = (day: number, r: number) => ({ day: DAYS[day] as number, r, won: r > 0 });
/** Two trades a day around a mean. */
const trades = (mean: number, seed: number) => {
  const rng = seededRng(seed);
  return DAYS.flatMap((_, day) => [result(day, mean + rng.normal()), result(day, mean + rng.normal())]);
};
const mean = (list: readonly { r: number }[]): number => list.reduce((sum, { r }) => sum + r, 0) / list.length;

describe('a bootstrap interval', () => {
  it('covers the true mean in about 80 of 100 samples, and is the same for the same seed', () => {
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const means = new Bootstrap(DAYS, seed).means(trades(0.3, seed)) as Float64Array;
      const { low, high } = intervalOf(means);
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(68);
    expect(covered).toBeLessThan(92);
    const again = (): Float64Array | undefined => new Bootstrap(DAYS, 7).means(trades(0.3, 1));
    expect(again()).toEqual(again());
  });

  it('is wider where the trades of a day go together: they are drawn together', () => {
    const rng = seededRng(3);
    const together = DAYS.flatMap((_, day) => {
      const r = rng.normal();
      return [1, 2, 3, 4].map(() => result(day, r));
    });
    const scattered = DAYS.flatMap((_, day) => [1, 2, 3, 4].map(() => result(day, rng.normal())));
    const width = (list: typeof together): number => {
      const { low, high } = intervalOf(new Bootstrap(DAYS, 1).means(list) as Float64Array);
      return high - low;
    };
    expect(width(together)).toBeGreaterThan(1.5 * width(scattered));
  });

  it('does not exist for trades of less than three days', () => {
    expect(new Bootstrap(DAYS, 1).means([result(0, 1), result(1, 1), result(1, -1)])).toBeUndefined();
    expect(new Bootstrap(DAYS, 1).means([result(0, 1), result(1, 1), result(2, -1)])).toBeDefined();
  });

  it('leaves out draws without a trade', () => {
    const { low, high } = intervalOf(new Bootstrap(DAYS, 1).means([result(0, 1), result(1, 1), result(2, 1)]) as Float64Array);
    expect([low, high]).toEqual([1, 1]);
  });
});

describe('the interval of a difference', () => {
  it('draws the same days for both: what the days did to both of them falls out', () => {
    const ours = trades(0, 5);
    const better = ours.map((one) => ({ ...one, r: one.r + 0.1 }));
    const bootstrap = new Bootstrap(DAYS, 1);
    const draws = differenceOf(bootstrap.means(better) as Float64Array, bootstrap.means(ours) as Float64Array);
    const { low, high } = intervalOf(draws);
    expect(low).toBeCloseTo(0.1, 9);
    expect(high).toBeCloseTo(0.1, 9);
    expect(mean(better) - mean(ours)).toBeCloseTo(0.1, 9);
  });
});
