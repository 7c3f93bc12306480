import { describe, expect, it } from 'vitest';
import { type Count, HANDFUL, mismatchOf } from './replayRace.ts';

const count = (letter: Count['letter'], trades: number, heldCandles: number | undefined): Count => ({
  letter,
  name: letter,
  trades,
  heldCandles,
  events: 0,
});
const plain = count('a', 7_000, 250_000);

describe('the comparison of trades', () => {
  it('is content when all trade alike, and Heron within a handful', () => {
    expect(mismatchOf([plain, count('b', 7_000, 250_000), count('d', 7_000 - HANDFUL, undefined)])).toBeUndefined();
  });

  it('names who made another number of trades', () => {
    expect(mismatchOf([plain, count('c', 7_001, 250_000)])).toContain('(c) c made 7001 trades');
    expect(mismatchOf([plain, count('d', 7_001 + HANDFUL, undefined)])).toContain('(d) d made 7006 trades');
  });

  it('sees other trades behind the same number', () => {
    expect(mismatchOf([plain, count('b', 7_000, 250_001)])).toContain('held them 250001 candles instead of 250000');
  });

  it('finds nothing to compare where nobody traded', () => {
    expect(mismatchOf([count('a', 0, 0), count('b', 0, 0)])).toContain('made no trade');
  });
});
