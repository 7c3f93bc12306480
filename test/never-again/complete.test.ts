import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from './sources.ts';

/** The failures of the earlier systems (product.md) that this build must exclude. Whoever adds a row there adds its id here, and a test. */
const IDS = [
  'RT-001',
  'RT-002',
  'RT-003',
  'RT-004',
  'RT-005',
  'RT-006',
  'RT-010',
  'SYNC-1',
  'SYNC-2',
  'SYNC-3',
  'SYNC-5',
  'SYNC-6',
  'SYNC-7',
  'SYNC-8',
  'SYNC-9',
  'SYNC-10',
  'SYNC-11',
  'SYNC-12',
  'RTE-1',
  'RTE-2',
  'RTE-3',
  'PROFIT-1',
  'PROFIT-2',
  'PROFIT-3',
  'PROFIT-4',
  'STATUS-3',
  'MODE-1',
  'MODE-2',
  'MODE-3',
  'MODE-4',
  'KEY-1',
  'KEY-2',
  'KEY-3',
  'KEY-4',
  'SMC-1',
  'SMC-2',
  'SMC-3',
  'SMC-4',
  'SMC-5',
  'SMC-6',
  'LRN-1',
  'LRN-2',
  'LRN-3',
  'PAPER-1',
];

const folder = join(HOUSE, 'test', 'never-again');
const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && name !== 'complete.test.ts' && !name.includes('.tmp.'));

describe('the list of failures that must be impossible', () => {
  it.each(IDS)('has a test for %s, in the file of its family, under its name', (id) => {
    const text = readFileSync(join(folder, `${id.split('-')[0]}.test.ts`), 'utf8');
    expect(text).toContain(`describe('${id}', () => {`);
    expect(
      [...text.matchAll(new RegExp(`\\bit(?:\\.each)?\\(?[\\s\\S]{0,20}?'${id}: `, 'g'))].length +
        (text.match(new RegExp(`\\]\\)\\('${id}: `, 'g')) ?? []).length,
    ).toBeGreaterThan(0);
  });

  it('holds every id that has a test, and no test is switched off', () => {
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8');
      for (const [, id] of text.matchAll(/describe\('([A-Z]+-\d+)'/g)) expect(IDS).toContain(id);
      expect(text, name).not.toMatch(/\b(?:it|describe)\.(?:skip|only|todo)\b/);
    }
  });
});
