import { describe, expect, it } from 'vitest';
import { CHECKS } from './checks.ts';
import { isTitleIn } from './titles.ts';

/** What is left open, so that nothing is left open unseen. */
const OPEN = ['SEC-31'];

describe('the forty checks of the security list', () => {
  it('are all there, in their order, each with tests that show it', () => {
    expect(CHECKS.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `SEC-${String(index + 1).padStart(2, '0')}`));
    expect(CHECKS.filter(({ proofs }) => proofs.length < 2).map(({ id }) => id)).toEqual([]);
    for (const { says } of CHECKS) expect(says).toMatch(/^[A-Z].+\.$/);
  });

  it.each(CHECKS.flatMap(({ id, proofs }) => proofs.map((proof) => [id, ...proof] as const)))('%s: %s has "%s"', (_, file, title) => {
    expect(isTitleIn(file, title)).toBe(true);
  });

  it('leave open a part of these and of no others', () => {
    expect(CHECKS.filter(({ open }) => open !== undefined).map(({ id }) => id)).toEqual(OPEN);
    for (const { open } of CHECKS) if (open !== undefined) expect(open).toMatch(/^[A-Z].+\.$/);
  });

  it('do not take a test for one that is not there', () => {
    expect(isTitleIn('test/security/checks.test.ts', 'do not take a test for one that is not there')).toBe(true);
    expect(isTitleIn('test/security/checks.test.ts', ['do not', 'take a test'].join(' '))).toBe(false);
    expect(isTitleIn('test/security/gone.test.ts', 'anything')).toBe(false);
  });
});
