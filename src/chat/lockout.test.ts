import { describe, expect, it } from 'vitest';
import { Lockout } from './lockout.ts';

function fresh() {
  let now = 0;
  const lockout = new Lockout(() => now, 3, 600_000);
  const at = (ms: number): Lockout => {
    now = ms;
    return lockout;
  };
  return { at };
}

describe('a lockout', () => {
  it('comes with the third refusal within a minute, once, and ends by itself', () => {
    const { at } = fresh();
    expect([at(0).refused('a'), at(30_000).refused('a'), at(59_999).refused('a'), at(60_000).refused('a')]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(at(60_000).leftMs('a')).toBe(599_999);
    expect(at(659_999).leftMs('a')).toBe(0);
    expect(at(659_999).refused('a')).toBe(false);
  });

  it('does not come from refusals that are further apart, nor from those of others', () => {
    const { at } = fresh();
    for (let i = 0; i < 20; i++) expect(at(i * 30_001).refused('a')).toBe(false);
    for (const one of ['b', 'c', 'd', 'e']) expect(at(700_000).refused(one)).toBe(false);
    expect(at(700_000).leftMs('a')).toBe(0);
  });
});
