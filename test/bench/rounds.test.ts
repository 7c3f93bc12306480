import { describe, expect, it } from 'vitest';
import { interleave, spreadOf } from './rounds.ts';

describe('rounds', () => {
  it('let the jobs take turns', async () => {
    const order: string[] = [];
    const job = (name: string) => () => order.push(name);
    expect(await interleave(2, [job('a'), job('b')])).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(order).toEqual(['a', 'b', 'a', 'b']);
  });

  it('are summarized by the middle value, or by the mean of the two in the middle', () => {
    expect(spreadOf([9, 1, 10])).toEqual({ median: 9, min: 1, max: 10 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});
