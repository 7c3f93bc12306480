import { describe, expect, it } from 'vitest';
import { SAMPLE_LIMITS } from './sample.ts';
import { shockOf } from './shock.ts';

const said = (...moves: number[]) => shockOf(new Map(moves.map((pct, index) => [`M${index}/USDT`, pct])), SAMPLE_LIMITS);

describe('shockOf', () => {
  it('names the market whose move begins a shock', () => {
    expect(said(0.2, 2.6)).toBe('M1/USDT moved 2.6 % within a minute: entries pause for 30 min.');
  });

  it('begins when enough markets move together', () => {
    expect(said(1.6, 1.7, 2.4)).toBe('3 markets moved more than 1.5 % within a minute: entries pause for 30 min.');
    expect(said(1.6, 1.7)).toBeUndefined();
  });

  it('does not begin at exactly the limits, in silence, or by a reading that cannot be true', () => {
    expect(said(2.5, 1.5, 1.5, 1.5)).toBeUndefined();
    expect(said()).toBeUndefined();
    expect(said(Number.NaN, Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});
