import { describe, expect, it } from 'vitest';
import { type Count, mismatchOf } from './replayRace.ts';

const count = (letter: Count['letter'], trades: number, heldCandles: number): Count => ({
  letter,
  name: letter,
  trades,
  heldCandles,
  events: 0,
});
const plain = count('a', 7_000, 250_000);

describe('the comparison of trades', () => {
  it('is content when all trade alike', () => {
    expect(mismatchOf([plain, count('b', 7_000, 250_000), count('d', 7_000, 250_000)])).toBeUndefined();
  });

  it('names who made another number of trades', () => {
    expect(mismatchOf([plain, count('c', 7_001, 250_000)])).toContain('(c) c made 7001 trades');
    expect(mismatchOf([plain, count('b', 7_000, 250_000), count('d', 6_999, 250_000)])).toContain('(d) d made 6999 trades');
  });

  it('sees other trades behind the same number', () => {
    expect(mismatchOf([plain, count('b', 7_000, 250_001)])).toContain('held them 250001 candles instead of 250000');
  });

  it('finds nothing to compare where nobody traded', () => {
    expect(mismatchOf([count('a', 0, 0), count('b', 0, 0)])).toContain('made no trade');
  });
});
