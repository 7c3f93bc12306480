import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';
import { FAULTS } from '#test/trust/faults.ts';

/** That a test is where the table says is itself a test, and so is what the table leaves open. */

const sources = new Map<string, string>();
const sourceOf = (file: string): string => {
  const path = join(HOUSE, file);
  const text = sources.get(file) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
  sources.set(file, text);
  return text;
};

describe('the table of faults', () => {
  it.each(Object.entries(FAULTS).flatMap(([id, { proofs }]) => proofs.map((proof) => [id, ...proof] as const)))(
    '%s: %s has "%s"',
    (_, file, title) => {
      expect(sourceOf(file).includes(`'${title}'`)).toBe(true);
    },
  );

  it('has all 78 faults, each with a proof', () => {
    const ids = Array.from({ length: 78 }, (_, index) => `FI-${String(index + 1).padStart(2, '0')}`);
    expect(Object.keys(FAULTS).sort()).toEqual(ids);
    expect(ids.filter((id) => FAULTS[id]?.proofs.length === 0)).toEqual([]);
  });

  it('leaves open a part of these and of no others', () => {
    const open = Object.entries(FAULTS).flatMap(([id, { open: part }]) => (part === undefined ? [] : [id]));
    const ofOrders = ['FI-25', 'FI-34', 'FI-35'];
    expect(open.sort()).toEqual([...ofOrders, 'FI-49', 'FI-51', 'FI-53', 'FI-69', 'FI-76', 'FI-78']);
  });
});
