import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';
import { FAULTS_OF_ORDERS } from './faultsOfOrders.ts';
import { FAULTS_OF_VENUES } from './faultsOfVenues.ts';

/** That a test is where the table says is itself a test, and so is what the table leaves open. */
const FAULTS = { ...FAULTS_OF_ORDERS, ...FAULTS_OF_VENUES };

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

  it('has every fault from FI-05 to FI-48, each with a proof', () => {
    const ids = Array.from({ length: 44 }, (_, index) => `FI-${String(index + 5).padStart(2, '0')}`);
    expect(Object.keys(FAULTS)).toEqual(ids);
    expect(ids.filter((id) => FAULTS[id]?.proofs.length === 0)).toEqual([]);
  });

  it('leaves open a part of these and of no others', () => {
    const open = Object.entries(FAULTS).flatMap(([id, { open: part }]) => (part === undefined ? [] : [id]));
    expect(open).toEqual(['FI-05', 'FI-06', 'FI-07', 'FI-08', 'FI-09', 'FI-10', 'FI-11', 'FI-25', 'FI-34', 'FI-35']);
  });
});
