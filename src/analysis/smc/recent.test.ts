import { describe, expect, it } from 'vitest';
import { Recent } from './recent.ts';

describe('Recent', () => {
  it('knows the newest values, newest first, and forgets older ones', () => {
    const recent = new Recent<number>(3);
    expect(recent.at(0)).toBeUndefined();
    for (const value of [1, 2, 3, 4, 5]) recent.push(value);
    expect([0, 1, 2, 3].map((back) => recent.at(back))).toEqual([5, 4, 3, undefined]);
    expect(recent.length).toBe(3);
    expect(recent.at(-1)).toBeUndefined();
  });

  it('keeps what came while it is not full', () => {
    const recent = new Recent<string>(4);
    recent.push('a');
    recent.push('b');
    expect([recent.at(0), recent.at(1), recent.at(2)]).toEqual(['b', 'a', undefined]);
  });
});
