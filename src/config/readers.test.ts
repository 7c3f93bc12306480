import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keysOf } from './keys.ts';
import { namesReadIn, settingsNobodyReads } from './readers.ts';
import { settingsSchema } from './settings.ts';

const names = (text: string): string[] => [...namesReadIn(text)].sort();

describe('names that a source reads', () => {
  it('are those of properties and of patterns', () => {
    expect(names('const x = settings.guards?.spreadBps;')).toEqual(['guards', 'spreadBps']);
    expect(names('const { guards: { riskPct, feeEdge: edge }, log } = settings;')).toEqual(
      expect.arrayContaining(['riskPct', 'feeEdge', 'log']),
    );
    expect(names('const f = ({ quoteAgeMs }: GuardLimits) => quoteAgeMs;')).toEqual(['quoteAgeMs']);
    expect(names('for (const { level } of list) use(level);')).toEqual(['level']);
    expect(names('list.map(({ zone }) => zone)')).toEqual(['map', 'zone']);
  });

  it('are not those that are only declared, written, quoted or commented out', () => {
    expect(names('interface A { readonly spreadBps: number }')).toEqual([]);
    expect(names('const a = { spreadBps: 1, riskPct };')).toEqual([]);
    expect(names("// limits.spreadBps\nconst a = 'limits.spreadBps'; /* limits.riskPct */")).toEqual([]);
  });
});

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('settings that nobody reads', () => {
  it('are found (SMC-2, SMC-5)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heron-readers-'));
    try {
      mkdirSync(join(folder, 'src', 'config'), { recursive: true });
      mkdirSync(join(folder, 'commands'));
      const keys = [...keysOf(settingsSchema).leaves.keys()];
      const reads = keys.filter((key) => key !== 'guards.feeEdge' && key !== 'log.level').map((key) => `use(settings.${key});`);
      writeFileSync(join(folder, 'src', 'all.ts'), reads.join('\n'));
      writeFileSync(join(folder, 'src', 'all.test.ts'), 'settings.guards.feeEdge');
      writeFileSync(join(folder, 'src', 'config', 'own.ts'), 'settings.guards.feeEdge');
      writeFileSync(join(folder, 'commands', 'one.ts'), 'const { level } = settings.log;');
      expect(settingsNobodyReads(folder)).toEqual(['guards.feeEdge']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are none in Heron', () => {
    expect(settingsNobodyReads(root)).toEqual([]);
  });
});
