import { describe, expect, it } from 'vitest';
import { exponentialAverage } from './candleParts.ts';

describe('the average that is drawn', () => {
  it('begins with a plain mean and then follows with 2 ÷ (length + 1)', () => {
    expect(exponentialAverage([1, 2, 3, 4, 8], 3)).toEqual([null, null, 2, 3, 5.5]);
  });

  it('is not there before there are enough values', () => {
    expect(exponentialAverage([1, 2], 3)).toEqual([null, null]);
    expect(exponentialAverage([], 3)).toEqual([]);
  });

  it('stays where the values stay', () => {
    expect(exponentialAverage([5, 5, 5, 5], 2)).toEqual([null, 5, 5, 5]);
  });
});
