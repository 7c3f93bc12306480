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

  it('costs microseconds and no memory, however many they are', () => {
    const { at } = fresh();
    const began = performance.now();
    for (let i = 0; i < 200_000; i++) at(i / 1_000).stranger(`telegram:${i}`);
    expect((performance.now() - began) / 200_000).toBeLessThan(0.02);
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
