import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_TITLES, FAULTS } from '#test/trust/faults.ts';
import { INVARIANTS_HELD } from '#test/trust/invariants.ts';
import { trustText } from '#test/trust/page.ts';
import { readResult, resultFile, type TrustResult } from '#test/trust/result.ts';
import { TOOLS } from '#test/trust/tools.ts';

const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const PAGE = root('docs/trust.md');
const results = existsSync(root('docs/trust')) ? readdirSync(root('docs/trust')).filter((name) => name.endsWith('.json')) : [];

const RUN: TrustResult = {
  tool: 'tamper',
  commit: '0123456789abcdef0123456789abcdef01234567',
  uncommitted: true,
  at: '2026-01-05T08:00:00.000Z',
  machine: { cpus: 2, cpu: 'a processor', node: '24.0.0', platform: 'linux x64' },
  seconds: 7_300,
  tried: { 'rows edited': 1_234_567 },
  found: ['row 7 was changed and nobody saw it'],
  goals: [{ what: 'seen', target: 'all', measured: '99 %', met: false }],
  notes: ['nobody cut the power'],
  again: 'npm run tamper -- --strikes 9',
};

describe('docs/trust.md', () => {
  it('says what the runs and the lists of the tests say (UPDATE_GOLDEN=1 writes it)', () => {
    const text = trustText();
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, text);
    expect(text).toBe(readFileSync(PAGE, 'utf8'));
  });

  it('says of a tool without a result that it was not run', () => {
    const text = trustText(() => undefined);
    expect(text.match(/not run yet/gi)?.length).toBe(TOOLS.length * 2 + 1);
    expect(text).not.toContain('nothing found');
  });

  it('hides nothing of a run: what was found, what was missed, what was not committed', () => {
    const text = trustText((tool) => (tool === 'tamper' ? RUN : undefined));
    for (const words of [
      '| rows edited | 1,234,567 |',
      '- row 7 was changed and nobody saw it',
      '| seen | all | 99 % | **not met** |',
      '**1 found**, **1 of 1 goals missed**',
      '- nobody cut the power',
      '`0123456789abcdef0123456789abcdef01234567` with uncommitted changes on 2026-01-05T08:00:00.000Z',
      'in 2 h 2 min',
      '`npm run tamper -- --strikes 9`',
    ])
      expect(text).toContain(words);
  });

  it('has a place for each result that there is, and each is of the tool that it is named after', () => {
    for (const name of results) {
      const { tool, commit } = readResult(resultFile(name.replace(/\.json$/, '')));
      expect(`${tool}.json`).toBe(name);
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(TOOLS.map((one) => one.name)).toContain(tool);
    }
  });

  it('names 18 invariants and 78 faults, and links to files that are there', () => {
    expect(Object.keys(INVARIANTS_HELD)).toEqual(Array.from({ length: 18 }, (_, at) => `INV-${at + 1}`));
    const ids = Array.from({ length: 78 }, (_, at) => `FI-${String(at + 1).padStart(2, '0')}`);
    expect(Object.keys(FAULT_TITLES)).toEqual(ids);
    expect(Object.keys(FAULTS).sort()).toEqual(ids);
    const links = [...trustText().matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(100);
    for (const path of links) expect(existsSync(root(path)), path).toBe(true);
  });
});
