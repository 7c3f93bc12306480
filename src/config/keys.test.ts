import { describe, expect, it } from 'vitest';
import { distance, keysOf, nearestKey } from './keys.ts';
import { settingsSchema } from './settings.ts';

describe('distance between words', () => {
  it('counts letters put in, taken out and changed', () => {
    expect(distance('kitten', 'sitting')).toBe(3);
    expect(distance('', 'abc')).toBe(3);
    expect(distance('abc', 'abc')).toBe(0);
    expect(distance('flaw', 'lawn')).toBe(2);
  });
});

describe('the nearest key', () => {
  const { leaves } = keysOf(settingsSchema);
  it.each([
    ['guards.spredBps', 'guards.spreadBps'],
    ['guard.spreadBps', 'guards.spreadBps'],
    ['spreadbps', 'guards.spreadBps'],
    ['maker_fee_pct', 'paper.makerFeePct'],
    ['ledger_path', 'ledger.path'],
  ])('of %s is %s', (wrong, right) => {
    expect(nearestKey(wrong, leaves.keys())).toBe(right);
  });
});
