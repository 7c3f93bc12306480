import { describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { chanceAbove, chanceBelow, normalBelow } from './chance.ts';

/** Winners among so many drawn: the exact tail, summed in logarithms. */
function exactlyAtMost(wins: number, { all, winners, drawn }: { all: number; winners: number; drawn: number }): number {
  const logs = [0];
  for (let i = 1; i <= all; i++) logs.push((logs[i - 1] as number) + Math.log(i));
  const choose = (n: number, k: number): number => (logs[n] as number) - (logs[k] as number) - (logs[n - k] as number);
  let chance = 0;
  for (let k = 0; k <= wins; k++) chance += Math.exp(choose(winners, k) + choose(all - winners, drawn - k) - choose(all, drawn));
  return chance;
}

const results = (all: number, winners: number): number[] => Array.from({ length: all }, (_, i) => (i < winners ? 1.5 : -1));

describe('how often chance makes a group as bad', () => {
  it.each([
    { all: 200, winners: 88, drawn: 27, wins: 2 },
    { all: 200, winners: 88, drawn: 27, wins: 4 },
    { all: 160, winners: 60, drawn: 18, wins: 1 },
    { all: 100, winners: 30, drawn: 41, wins: 4 },
    { all: 60, winners: 30, drawn: 8, wins: 1 },
    { all: 100, winners: 50, drawn: 8, wins: 0 },
  ])('is what counting says for coins, and never less: $wins of $drawn', ({ wins, ...urn }) => {
    const exact = exactlyAtMost(wins, urn);
    const said = chanceBelow(results(urn.all, urn.winners), urn.drawn, wins * 1.5 - (urn.drawn - wins));
    expect(said / exact).toBeGreaterThan(1);
    expect(said / exact).toBeLessThan(1.6);
  });

  it('is what drawing says for results of any shape', () => {
    const rng = seededRng(7);
    const values = Array.from({ length: 120 }, () => (rng.next() < 0.35 ? 1 + 3 * rng.next() : -1 - 0.1 * rng.next()));
    const wanted = -16;
    let below = 0;
    const draws = 40_000;
    for (let i = 0; i < draws; i++) {
      const urn = [...values];
      let sum = 0;
      for (let k = 0; k < 25; k++) {
        const at = k + Math.floor(rng.next() * (urn.length - k));
        sum += urn[at] as number;
        urn[at] = urn[k] as number;
      }
      if (sum <= wanted) below++;
    }
    const said = chanceBelow(values, 25, wanted);
    expect(said / (below / draws)).toBeGreaterThan(0.95);
    expect(said / (below / draws)).toBeLessThan(1.8);
  });

  it('looks up as it looks down', () => {
    const values = results(200, 40);
    expect(
      chanceBelow(
        values.map((one) => -one),
        20,
        -15,
      ),
    ).toBe(chanceAbove(values, 20, 15));
  });

  it('is certain where there is nothing to compare, and where the group is as good as the rest', () => {
    expect(chanceBelow([1, 1, 1, 1], 2, 2)).toBe(1);
    expect(chanceBelow([-1, 1, -1, 1], 2, 1)).toBe(1);
    expect(chanceBelow([-1, 1], 2, 0)).toBe(1);
  });

  it('has the tails of the normal distribution', () => {
    expect(normalBelow(-1.959964)).toBeCloseTo(0.025, 7);
    expect(normalBelow(-4)).toBeCloseTo(3.167124e-5, 10);
    expect(normalBelow(1)).toBeCloseTo(0.8413447, 6);
  });
});
