import { describe, expect, it } from 'vitest';
import { Flood } from './flood.ts';

function fresh() {
  let now = 0;
  const flood = new Flood(() => now);
  const at = (ms: number): Flood => {
    now = ms;
    return flood;
  };
  return { at };
}

describe('a flood', () => {
  it('of one stranger is cut off at five a minute', () => {
    const { at } = fresh();
    const heard = Array.from({ length: 600 }, (_, i) => at(i * 100).stranger('telegram:6'));
    expect(heard.filter(Boolean)).toHaveLength(5);
    expect(at(60_000).stranger('telegram:6')).toBe(true);
  });

  it('of many strangers is cut off at twenty a second together', () => {
    const { at } = fresh();
    const heard = Array.from({ length: 3_000 }, (_, i) => at(i).stranger(`telegram:${i}`));
    expect(heard.filter(Boolean)).toHaveLength(60);
  });

  it('costs for the last of many what it costs for the first', () => {
    const { at } = fresh();
    /** The fastest of some turns of a thousand strangers. */
    const cost = (from: number, turns: number): number => {
      let least = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < turns; turn++) {
        const began = performance.now();
        for (let i = 0; i < 1_000; i++) at(from + turn + i / 1_000).stranger(`telegram:${from + turn}.${i}`);
        least = Math.min(least, performance.now() - began);
      }
      return least;
    };
    const first = cost(0, 20);
    cost(20, 160);
    expect(cost(180, 20) / first).toBeLessThan(20);
  });

  it('of somebody known passes five at once and then one a second, and tells of it once', () => {
    const { at } = fresh();
    const burst = Array.from({ length: 8 }, () => at(0).known('telegram:1'));
    expect(burst).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'tell', 'drop', 'drop']);
    expect(at(999).known('telegram:1')).toBe('drop');
    expect(at(1_000).known('telegram:1')).toBe('pass');
    expect(at(1_001).known('telegram:1')).toBe('tell');
    expect(at(1_001).known('telegram:2')).toBe('pass');
    expect(at(1_001).known('telegram:1', () => true)).toBe('pass');
    expect(at(1_001).known('telegram:1')).toBe('drop');
  });
});
