import { describe, expect, it } from 'vitest';
import { MinuteRng, mix, wave } from './noise.ts';

describe('the noise of the simulation', () => {
  it('draws the same numbers for the same minute, in whatever order minutes come', () => {
    const rng = new MinuteRng();
    const draw = (minute: number): number[] => {
      rng.at(9, minute);
      return [rng.normal(), rng.next(), rng.next()];
    };
    const [first, second] = [draw(1), draw(2)];
    expect([draw(2), draw(1)]).toEqual([second, first]);
    expect(first).not.toEqual(second);
  });

  it('draws uniform and normal numbers', () => {
    const rng = new MinuteRng();
    const uniform: number[] = [];
    const normal: number[] = [];
    for (let minute = 0; minute < 20_000; minute++) {
      rng.at(4, minute);
      uniform.push(rng.next());
      normal.push(rng.normal(), rng.normal());
    }
    const moment = (values: number[], power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(uniform, 1)).toBeCloseTo(1 / 2, 1.5);
    expect(moment(uniform, 2)).toBeCloseTo(1 / 3, 1.5);
    expect(Math.abs(moment(normal, 1))).toBeLessThan(0.02);
    expect(Math.abs(moment(normal, 2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(normal, 4) - 3)).toBeLessThan(0.2);
  });

  it('mixes into 32 bits without repeating at once', () => {
    const seen = new Set(Array.from({ length: 10_000 }, (_, n) => mix(1, n)));
    expect(seen.size).toBe(10_000);
    expect([...seen].every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  });

  it('waves between −1 and 1 without jumps', () => {
    let before = wave(3, 0, 60);
    let reach = 0;
    for (let x = 1; x < 20_000; x++) {
      const now = wave(3, x, 60);
      expect(Math.abs(now - before)).toBeLessThan(0.06);
      reach = Math.max(reach, Math.abs(now));
      before = now;
    }
    expect(reach).toBeGreaterThan(0.9);
    expect(reach).toBeLessThanOrEqual(1);
  });
});
