import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Rng, seededRng, seedOf } from './rng.ts';
import {
  addTrade,
  emptyStats,
  expectancyOf,
  type Grade,
  gradeOf,
  type ScoreSettings,
  type ScoreStats,
  sizeFactorOfGrade,
  studentQuantile,
  winRateOf,
} from './score.ts';

const SETTINGS: ScoreSettings = {
  halfLifeTrades: 60,
  priorTrades: 15,
  intervalPct: 80,
  favoredFactor: 1.25,
  reducedFactor: 0.5,
  minTradesUnknown: 5,
  minTradesReduced: 10,
  minTradesBenched: 15,
  benchDays: 7,
};
const NO_DECAY = { ...SETTINGS, halfLifeTrades: 1e12 };
const RESULTS = fc.array(fc.double({ min: -3, max: 10, noNaN: true }), { minLength: 1, maxLength: 200 });

const statsOf = (results: readonly number[], settings: Pick<ScoreSettings, 'halfLifeTrades'> = SETTINGS): ScoreStats =>
  results.reduce((stats, r) => addTrade(stats, r, settings), emptyStats());
const times = (count: number, ...pattern: number[]): number[] => Array.from({ length: count }, () => pattern).flat();

describe('addTrade', () => {
  it('agrees with the weighted sums taken over all trades at once', () => {
    fc.assert(
      fc.property(RESULTS, fc.double({ min: 2, max: 500, noNaN: true }), (results, halfLifeTrades) => {
        const stats = statsOf(results, { halfLifeTrades });
        const weights = results.map((_, index) => 0.5 ** ((results.length - 1 - index) / halfLifeTrades));
        const weight = weights.reduce((sum, w) => sum + w, 0);
        const mean = results.reduce((sum, r, index) => sum + r * (weights[index] as number), 0) / weight;
        const squares = results.reduce((sum, r, index) => sum + (r - mean) ** 2 * (weights[index] as number), 0);
        expect(stats.trades).toBe(results.length);
        expect(stats.wins).toBe(results.filter((r) => r > 0).length);
        expect(stats.weight).toBeCloseTo(weight, 8);
        expect(stats.weightSquares).toBeCloseTo(
          weights.reduce((sum, w) => sum + w * w, 0),
          8,
        );
        expect(stats.meanR).toBeCloseTo(mean, 8);
        expect(stats.m2).toBeCloseTo(squares, 6);
      }),
    );
  });

  it('halves what a trade counts after the half-life', () => {
    const stats = statsOf([1, ...times(60, 0)]);
    expect(stats.meanR * stats.weight).toBeCloseTo(0.5, 12);
    expect(statsOf([1, ...times(60, 0)], { halfLifeTrades: 30 }).meanR * statsOf(times(61, 0), { halfLifeTrades: 30 }).weight).toBeCloseTo(
      0.25,
      12,
    );
  });

  it('goes through JSON unchanged, so that a restart computes the same grades', () => {
    fc.assert(
      fc.property(RESULTS, RESULTS, (before, after) => {
        const stored = JSON.parse(JSON.stringify(statsOf(before))) as ScoreStats;
        expect(after.reduce((stats, r) => addTrade(stats, r, SETTINGS), stored)).toEqual(statsOf([...before, ...after]));
      }),
    );
  });

  it('takes a win as told, and a positive result as one when not', () => {
    expect(addTrade(emptyStats(), 0, SETTINGS).wins).toBe(0);
    expect(addTrade(emptyStats(), 0, SETTINGS, true).wins).toBe(1);
  });

  it('refuses a result that is not a number', () => {
    expect(() => addTrade(emptyStats(), Number.NaN, SETTINGS)).toThrow('result in R is NaN');
    expect(() => gradeOf(statsOf(times(20, 1)), Number.NaN, SETTINGS)).toThrow("the desk's mean is NaN");
  });
});

describe('winRateOf', () => {
  it('LRN-1: is a fraction from 0 to 1', () => {
    expect(winRateOf(statsOf(times(3, 1, -1, -1, -1)))).toBe(0.25);
    expect(winRateOf(emptyStats())).toBeUndefined();
    fc.assert(
      fc.property(RESULTS, (results) => {
        const winRate = winRateOf(statsOf(results)) as number;
        expect(winRate).toBeGreaterThanOrEqual(0);
        expect(winRate).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('LRN-1: says nothing about the grade: 60 % wins that lose after fees are benched', () => {
    const stats = statsOf(times(12, 0.5, 0.5, 0.5, -1.2, -1.2));
    expect(winRateOf(stats)).toBe(0.6);
    expect(gradeOf(stats, 0, SETTINGS)).toBe('benched'); // 60 trades at −0.18 R: t = −1.7 where −1.5 benches
  });
});

describe('studentQuantile', () => {
  it.each([
    // Tables of Student's distribution.
    [1, 0.9, 3.077684],
    [2, 0.9, 1.885618],
    [4, 0.9, 1.533206],
    [4, 0.975, 2.776445],
    [4, 0.995, 4.604095],
    [29, 0.9, 1.311434],
    [120, 0.95, 1.657651],
    [1e7, 0.9, 1.281552],
    [10, 0.5, 0],
  ])('with %d degrees of freedom at %d is %d', (freedom, level, t) => {
    expect(studentQuantile(freedom, level)).toBeCloseTo(t, 5);
  });

  it('falls with the degrees of freedom, fractions included, and rises with the level', () => {
    const freedom = fc.double({ min: 1, max: 300, noNaN: true });
    const level = fc.double({ min: 0.55, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(freedom, level, (degrees, at) => {
        const t = studentQuantile(degrees, at);
        expect(studentQuantile(degrees + 0.5, at)).toBeLessThan(t);
        expect(studentQuantile(degrees, at + 0.005)).toBeGreaterThan(t);
      }),
    );
  });

  it('refuses what has no quantile instead of searching for it', () => {
    expect(() => studentQuantile(5, 1)).toThrow('no quantile');
    expect(() => studentQuantile(0, 0.9)).toThrow('no quantile');
  });
});

describe('expectancyOf', () => {
  it("is Student's interval when nothing is shrunk and nothing decays", () => {
    // 1, 2, 3, 4, 5: mean 3, s = √2.5, t(4) at 90 % = 1.533206.
    const { meanR, lowR, highR, effectiveTrades } = expectancyOf(statsOf([1, 2, 3, 4, 5], NO_DECAY), 0, {
      priorTrades: 0,
      intervalPct: 80,
    });
    expect(effectiveTrades).toBeCloseTo(5, 6);
    expect(meanR).toBeCloseTo(3, 6);
    expect(highR - meanR).toBeCloseTo(1.533206 * Math.sqrt(2.5 / 5), 5);
    expect(meanR - lowR).toBeCloseTo(highR - meanR, 12);
  });

  it('is wider where trades and desk disagree', () => {
    // Five trades of 2 R, a desk of −1 R that weighs 15: mean −0.25, √(5/4 · 15 · 3² / 20 / 20) = 0.649519 times t(4) = 1.533206.
    const { meanR, highR } = expectancyOf(statsOf(times(5, 2), NO_DECAY), -1, { priorTrades: 15, intervalPct: 80 });
    expect(meanR).toBeCloseTo(-0.25, 6);
    expect(highR - meanR).toBeCloseTo(0.649519 * 1.533206, 5);
  });

  it("is pulled to the desk's mean by the prior's weight", () => {
    const stats = statsOf(times(15, 2), NO_DECAY);
    expect(expectancyOf(stats, 1, { ...SETTINGS, priorTrades: 15 }).meanR).toBeCloseTo(1.5, 6);
    expect(expectancyOf(stats, 1, { ...SETTINGS, priorTrades: 45 }).meanR).toBeCloseTo(1.25, 6);
  });

  it('widens with the asked probability', () => {
    const stats = statsOf(times(10, 1, -1));
    const wide = expectancyOf(stats, 0, { priorTrades: 15, intervalPct: 95 });
    const narrow = expectancyOf(stats, 0, { priorTrades: 15, intervalPct: 80 });
    expect(wide.highR).toBeGreaterThan(narrow.highR);
    expect(wide.lowR).toBeLessThan(narrow.lowR);
  });

  it('knows of no more than 173 trades at a half-life of 60, however many there were', () => {
    expect(expectancyOf(statsOf(times(5_000, 1)), 1, SETTINGS).effectiveTrades).toBeCloseTo(173.1, 1);
  });

  it('is the desk, with no bounds, before anything is known', () => {
    expect(expectancyOf(emptyStats(), 0.3, SETTINGS)).toEqual({
      meanR: 0.3,
      lowR: Number.NEGATIVE_INFINITY,
      highR: Number.POSITIVE_INFINITY,
      effectiveTrades: 0,
    });
    expect(expectancyOf(emptyStats(), 0, { priorTrades: 0, intervalPct: 80 }).meanR).toBe(0);
  });

  it('is never NaN', () => {
    fc.assert(
      fc.property(RESULTS, fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, 15), (results, desk, priorTrades) => {
        const { meanR, lowR, highR } = expectancyOf(statsOf(results), desk, { priorTrades, intervalPct: 80 });
        expect(lowR <= meanR && meanR <= highR).toBe(true);
      }),
    );
  });
});

describe('gradeOf', () => {
  it.each<[string, number[], Partial<ScoreSettings>, Grade]>([
    ['four trades say nothing', times(4, 3), {}, 'unknown'],
    ['five do', times(5, 3), {}, 'normal'],
    ['as set', times(5, 3), { minTradesUnknown: 6 }, 'unknown'],
    ['a steady gain is favored', times(15, 1, 0.4), {}, 'favored'],
    ['not so with a stronger prior', times(15, 1, 0.4), { priorTrades: 1_000 }, 'normal'],
    ['nor by a much stricter interval', times(4, 2, 0.1, -0.5), { intervalPct: 99 }, 'normal'],
    ['nine losing trades are too few to reduce', times(9, -0.2), {}, 'normal'],
    ['ten are enough', times(5, -0.5, 0.1), {}, 'reduced'],
    ['as set', times(5, -0.5, 0.1), { minTradesReduced: 11 }, 'normal'],
    ['fourteen steady losses reduce', times(14, -1), {}, 'reduced'],
    ['fifteen bench', times(15, -1), {}, 'benched'],
    ['as set', times(15, -1), { minTradesBenched: 16 }, 'reduced'],
    ['losing that could be chance is reduced', times(8, -1, 0.9), {}, 'reduced'],
    ['what was lost long ago is forgotten', [...times(15, -1), ...times(60, 0.5, -0.2)], { halfLifeTrades: 20 }, 'favored'],
    ['but not with a long memory', [...times(15, -1), ...times(60, 0.5, -0.2)], { halfLifeTrades: 1_000 }, 'normal'],
  ])('%s', (_, results, changes, grade) => {
    const settings = { ...SETTINGS, ...changes };
    expect(gradeOf(statsOf(results, settings), 0, settings)).toBe(grade);
  });

  it('judges a few trades by the desk that they belong to', () => {
    const stats = statsOf(times(6, 0.5, -0.4));
    expect(gradeOf(stats, 0.5, SETTINGS)).toBe('favored');
    expect(gradeOf(stats, -0.5, SETTINGS)).toBe('reduced');
  });

  it('lets a benched market recover', () => {
    let stats = statsOf(times(20, -1));
    expect(gradeOf(stats, 0, SETTINGS)).toBe('benched');
    const grades = new Set<Grade>();
    for (let trade = 0; trade < 80; trade++) {
      stats = addTrade(stats, trade % 3 === 0 ? -1 : 1.5, SETTINGS);
      grades.add(gradeOf(stats, 0, SETTINGS));
    }
    expect([...grades]).toEqual(['benched', 'reduced', 'normal', 'favored']);
  });
});

describe('honesty', () => {
  const RUNS = 4_000;

  /** Share of seeded runs of `trades` trades that end in each grade, in percent. */
  function sharesPct(name: string, draw: (rng: Rng) => number, trades: number, settings = SETTINGS): Record<Grade, number> {
    const shares: Record<Grade, number> = { favored: 0, normal: 0, reduced: 0, benched: 0, unknown: 0 };
    for (let run = 0; run < RUNS; run++) {
      const rng = seededRng(seedOf(name, run));
      const results = Array.from({ length: trades }, () => draw(rng));
      shares[gradeOf(statsOf(results, settings), 0, settings)] += 100 / RUNS;
    }
    return shares;
  }

  // Expectation for 30 fair trades at a desk of mean 0: the shrunk interval leaves zero where the plain t statistic passes
  // √(t²κ ÷ (n − t²k ÷ (n−1))) = 1.63 (n = 30, k = 15, κ = 45, t = 1.311), and P(t₂₉ > 1.63) = 5.7 % for each side. For a ±1 coin
  // that is 20 wins or more of 30: 4.9 %. Without shrinkage it is the 10 % that an 80 % interval promises. One standard
  // error of 4,000 runs is 0.4 points.
  it.each<[string, (rng: Rng) => number, number, number]>([
    ['a fair coin', (rng) => (rng.next() < 0.5 ? 1 : -1), 4.9, 4.9],
    ['fair normal results', (rng) => rng.normal(), 5.7, 5.7],
  ])('%s of 30 trades is benched, and favored, as rarely as expected', (name, draw, favoredPct, benchedPct) => {
    const shares = sharesPct(name, draw, 30);
    expect(Math.abs(shares.favored - favoredPct)).toBeLessThan(1.5);
    expect(Math.abs(shares.benched - benchedPct)).toBeLessThan(1.5);
  });

  it('a fair bet of +2 R or −1 R is benched, and favored, in fewer than 10 % of cases', () => {
    const shares = sharesPct('skewed', (rng) => (rng.next() < 1 / 3 ? 2 : -1), 30);
    expect(shares.favored).toBeLessThan(10);
    expect(shares.benched).toBeLessThan(10);
  });

  it('keeps the promise of the interval without shrinkage, too: 10 % on each side', () => {
    const shares = sharesPct('plain', (rng) => rng.normal(), 30, { ...SETTINGS, priorTrades: 0 });
    expect(Math.abs(shares.favored - 10)).toBeLessThan(2);
    expect(Math.abs(shares.benched - 10)).toBeLessThan(2);
  });

  it('never favors or benches a coin after five trades, where raw rates did in 69 % of cases', () => {
    const shares = sharesPct('five', (rng) => (rng.next() < 0.5 ? 1 : -1), 5);
    expect(shares).toMatchObject({ favored: 0, benched: 0 });
  });

  it('finds a planted edge of 0.4 R, and its mirror', () => {
    const edge = (rng: Rng) => (rng.next() < 0.7 ? 1 : -1);
    expect(sharesPct('edge', edge, 30).favored).toBeGreaterThan(65); // P(20 wins or more of 30) = 73 %
    const later = sharesPct('edge', edge, 60);
    expect(later.favored).toBeGreaterThan(90);
    expect(later.benched).toBe(0);
    expect(sharesPct('mirror', (rng) => -edge(rng), 60).benched).toBeGreaterThan(90);
  });
});

describe('sizeFactorOfGrade', () => {
  it.each<[Grade, number]>([
    ['favored', 1.25],
    ['normal', 1],
    ['unknown', 1],
    ['reduced', 0.5],
    ['benched', 0],
  ])('%s is × %d', (grade, factor) => {
    expect(sizeFactorOfGrade(grade, SETTINGS)).toBe(factor);
  });

  it('follows the settings', () => {
    expect(sizeFactorOfGrade('favored', { favoredFactor: 1.1, reducedFactor: 0.7 })).toBe(1.1);
    expect(sizeFactorOfGrade('reduced', { favoredFactor: 1.1, reducedFactor: 0.7 })).toBe(0.7);
  });
});
