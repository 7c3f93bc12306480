import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const names = ['approve', 'positions', 'position', 'pause', 'unpause', 'pnl', 'performance', 'status', 'propose', 'proposals'];

describe('nearest', () => {
  it('finds what was meant behind a slip of the thumb', () => {
    expect(nearest('aprove', names)).toEqual(['approve']);
    expect(nearest('statsu', names)).toEqual(['status']);
    expect(nearest('postions', names)).toContain('positions');
  });

  it('takes a beginning for the whole', () => {
    expect(nearest('pos', names)).toEqual(['position', 'positions']);
    expect(nearest('PERF', names)).toEqual(['performance']);
  });

  it('guesses nothing for words that are like none', () => {
    expect(nearest('hello', names)).toEqual([]);
    expect(nearest('', names)).toEqual([]);
  });
});
