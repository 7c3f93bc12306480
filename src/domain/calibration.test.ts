import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierOf, EMPTY_RECORD, type MeanMove, meanMoveOf, reliabilityOf, rightShareOf, skillOf, type TrackRecord } from './calibration.ts';

interface Said {
  readonly probability: number;
  readonly right: boolean;
  readonly movePct: number;
}

/** The sums of everything that was said. */
function recordOf(all: readonly Said[]): TrackRecord {
  const sum = (of: (one: Said) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    resolved: all.length,
    right: all.filter(({ right }) => right).length,
    brierSum: sum(({ probability, right }) => (probability - Number(right)) ** 2),
    moveSum: sum(({ movePct }) => movePct),
    moveSquares: sum(({ movePct }) => movePct ** 2),
    buckets: Array.from({ length: 10 }, (_, tenth) => {
      const here = all.filter(({ probability }) => Math.min(9, Math.floor(probability * 10)) === tenth);
      return [here.length, here.filter(({ right }) => right).length] as const;
    }),
  };
}

/** So many that were right, of so many, all said with one probability. */
const said = (right: number, of: number, probability: number): TrackRecord =>
  recordOf(Array.from({ length: of }, (_, i) => ({ probability, right: i < right, movePct: i < right ? 0.5 : -0.5 })));

describe('a track record', () => {
  it('says nothing before the first that came true or not', () => {
    expect(brierOf(EMPTY_RECORD)).toBeUndefined();
    expect(rightShareOf(EMPTY_RECORD)).toBeUndefined();
    expect(meanMoveOf(EMPTY_RECORD, 80, 4)).toBeUndefined();
    expect(reliabilityOf(EMPTY_RECORD)).toEqual([]);
    expect(skillOf(EMPTY_RECORD)).toBe(0);
  });

  it('has a Brier score of 0.25 for a coin, 0 for a seer, 1 for the always wrong', () => {
    expect(brierOf(said(37, 80, 0.5))).toBe(0.25);
    expect(brierOf(said(80, 80, 1))).toBe(0);
    expect(brierOf(said(0, 80, 1))).toBe(1);
  });

  it('shows skill for who is right as often as claimed, more with more of them, and none for a coin or a boaster', () => {
    expect(skillOf(said(70, 100, 0.7))).toBeCloseTo(((0.25 - 0.21) / 0.25) * (100 / 120), 12);
    expect(skillOf(said(700, 1000, 0.7))).toBeGreaterThan(skillOf(said(70, 100, 0.7)));
    expect(skillOf(said(50, 100, 0.5))).toBe(0);
    expect(skillOf(said(50, 100, 0.7))).toBe(0);
    // Always wrong is not believed the other way round.
    expect(skillOf(said(0, 100, 0.7))).toBe(0);
  });

  it('lists what was said against what came, by tenths', () => {
    const { buckets, ...rest } = said(6, 10, 0.55);
    const more = said(3, 4, 1).buckets;
    expect(
      reliabilityOf({ ...rest, buckets: buckets.map(([n, right], i) => [n + (more[i]?.[0] ?? 0), right + (more[i]?.[1] ?? 0)]) }),
    ).toEqual([
      { from: 0.5, to: 0.6, count: 10, rightShare: 0.6 },
      { from: 0.9, to: 1, count: 4, rightShare: 0.75 },
    ]);
  });
});

const moveOf = (record: TrackRecord, overlap: number) => meanMoveOf(record, 80, overlap) as MeanMove;

describe('the mean move', () => {
  const moves = (...all: number[]): TrackRecord => recordOf(all.map((movePct) => ({ probability: 0.6, right: movePct > 0, movePct })));

  it('has the interval of Student where opinions do not overlap', () => {
    // t(4, 0.9) = 1.533206; mean 0.2, standard deviation √(0.1) of these five.
    const { meanPct, lowPct, highPct } = moveOf(moves(0.6, -0.2, 0.2, 0.4, 0), 1);
    const reach = (1.533_206_274 * Math.sqrt(0.1)) / Math.sqrt(5);
    expect(meanPct).toBeCloseTo(0.2, 12);
    expect(lowPct).toBeCloseTo(0.2 - reach, 8);
    expect(highPct).toBeCloseTo(0.2 + reach, 8);
  });

  it('is less sure the more they overlap, and not sure at all when fewer than two stand alone', () => {
    const record = moves(...Array.from({ length: 40 }, (_, i) => (i % 3) - 0.5));
    const reach = (overlap: number): number => moveOf(record, overlap).highPct - moveOf(record, overlap).meanPct;
    expect(reach(4)).toBeGreaterThan(1.9 * reach(1));
    expect(reach(24)).toBe(Number.POSITIVE_INFINITY);
  });

  it('of equal moves has no width, whatever rounding leaves', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 2, max: 300 }), (move, count) => {
        const { meanPct, lowPct, highPct } = moveOf(moves(...Array.from({ length: count }, () => move)), 1);
        expect(meanPct).toBeCloseTo(move, 9);
        expect(highPct - lowPct).toBeLessThan(1e-5);
        expect(lowPct).toBeLessThanOrEqual(highPct);
      }),
    );
  });
});
