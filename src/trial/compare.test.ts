import { describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { compare } from './compare.ts';
import type { TriedTrade } from './side.ts';

const trade = (paramsHash: string, day: number, r: number, factor = 1, riskShare = 0.01): TriedTrade => ({
  paramsHash,
  day,
  r,
  factor,
  riskShare,
});
const WEEK = { first: 100, last: 106 };

describe('what a change brings', () => {
  it('is what the trades make with it less what they make without it', () => {
    const without = [trade('a', 100, 2), trade('b', 101, -1), trade('c', 106, -1)];
    expect(compare(without, [trade('a', 100, 2)], WEEK, 80, 1).deltaR).toBe(2);
    expect(compare(without, [], WEEK, 80, 1).deltaR).toBe(0);
    expect(compare([], [trade('d', 103, 1.5)], WEEK, 80, 1).deltaR).toBe(1.5);
  });

  it('counts half the risk half, whatever the factor says that came to nothing behind a limit', () => {
    const without = [trade('a', 100, -1)];
    expect(compare(without, [trade('a', 100, -1, 0.5, 0.005)], WEEK, 80, 1).deltaR).toBe(0.5);
    expect(compare(without, [trade('a', 100, -1, 0.5, 0.01)], WEEK, 80, 1).deltaR).toBe(0);
    expect(compare(without, [trade('a', 100, -1, 1.25, 0.0125)], WEEK, 80, 1).deltaR).toBe(-0.25);
  });

  it('takes the factor where there is no twin, and the weight of the twin where scores made it smaller', () => {
    expect(compare([], [trade('b', 100, 2, 0.5)], WEEK, 80, 1).deltaR).toBe(1);
    expect(compare([trade('a', 100, -1, 0.5)], [trade('a', 100, -1, 0.25, 0.005)], WEEK, 80, 1).deltaR).toBe(0.25);
  });

  it('has no interval around nothing: the same on both sides in another order leaves not even a rounding', () => {
    const r = [0.1, 0.2, 0.3, -0.7, 1.1, 0.0000001];
    const side = r.map((one, i) => trade(String(i), 100 + (i % 3), one));
    expect(compare(side, side.toReversed(), WEEK, 80, 1)).toEqual({ deltaR: 0, lowR: 0, highR: 0 });
  });

  it('lies within an interval that a day that was all luck makes wide, and many days make narrow', () => {
    const lucky = compare([trade('a', 100, -7)], [], WEEK, 80, 1);
    expect(lucky.lowR).toBe(0);
    expect(lucky.highR).toBeGreaterThan(7);
    const steady = Array.from({ length: 7 }, (_, i) => trade(String(i), 100 + i, -1));
    expect(compare(steady, [], WEEK, 80, 1)).toEqual({ deltaR: 7, lowR: 7, highR: 7 });
  });

  it('is held by the interval as often as the interval says', () => {
    // Days whose results are drawn around 0: that is what the sum should be.
    let held = 0;
    const rng = seededRng(11);
    const rounds = 400;
    for (let seed = 0; seed < rounds; seed++) {
      const days = Array.from({ length: 30 }, (_, i) => trade(String(i), 100 + i, rng.normal()));
      const { lowR, highR } = compare([], days, { first: 100, last: 129 }, 80, seed);
      if (lowR <= 0 && highR >= 0) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.72);
    expect(held / rounds).toBeLessThan(0.9);
  });
});
