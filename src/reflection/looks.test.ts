import { describe, expect, it } from 'vitest';
import { lookDue, shareOfGroup, spentAt } from './looks.ts';

describe('looks', () => {
  it('come at 8, 12, 18, 27 and 41 trades, and not between', () => {
    const due = Array.from({ length: 42 }, (_, n) => lookDue(n - 1, n, 8));
    expect(due.flatMap((look, n) => (look === undefined ? [] : [[n, look]]))).toEqual([
      [8, 0],
      [12, 1],
      [18, 2],
      [27, 3],
      [41, 4],
    ]);
  });

  it('count once when several marks were passed between two reflections', () => {
    expect(lookDue(7, 30, 8)).toBe(3);
    expect(lookDue(30, 30, 8)).toBeUndefined();
  });

  it('spend no more than there is, however many looks and groups there will be', () => {
    const sum = (of: (i: number) => number): number =>
      Array.from({ length: 5_000 }, (_, i) => of(i)).reduce((total, one) => total + one, 0);
    expect(sum(spentAt)).toBeGreaterThan(0.999);
    expect(sum(spentAt)).toBeLessThanOrEqual(1);
    expect(sum(shareOfGroup)).toBeGreaterThan(0.999);
    expect(sum(shareOfGroup)).toBeLessThanOrEqual(1);
  });
});
