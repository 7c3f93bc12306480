import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const HERE = fileURLToPath(new URL('./leaveNoDump.ts', import.meta.url));
const PATTERN = '/proc/sys/kernel/core_pattern';
/** Where the kernel writes a dump as a file into the folder of the process, one can be looked into. */
const writesDumps =
  existsSync(PATTERN) &&
  readFileSync(PATTERN, 'utf8').trim() === 'core' &&
  execFileSync('sh', ['-c', 'ulimit -H -c'], { encoding: 'utf8' }).trim() !== '0';

/** A process that holds a key, which it never wrote down, and crashes. */
const crashes = (first: string): string => `
  ${first}
  const key = ['held', 'in', 'memory', 'alone', 4711 * 3].join('-');
  globalThis.kept = Buffer.from(key + '!');
  process.abort();`;

describe.runIf(writesDumps)('a process that crashes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heron-dump-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Whether what the system wrote of the crash holds the key. */
  function dumpHoldsKey(code: string): boolean {
    const limited = ['-c', 'ulimit -c unlimited; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', code];
    expect(spawnSync('sh', limited, { cwd: folder }).signal).toBe('SIGABRT');
    const [dump] = readdirSync(folder);
    if (dump === undefined) throw new Error('the system wrote no dump');
    // Half a gigabyte of address space, nearly all of it holes.
    return spawnSync('grep', ['-qaF', 'held-in-memory-alone-14133!', join(folder, dump)]).status === 0;
  }

  it('leaves its keys in the dump that the system writes', () => {
    expect(dumpHoldsKey(crashes(''))).toBe(true);
  });

  it('leaves none of them once its memory was taken out of it', () => {
    expect(dumpHoldsKey(crashes(`import { leaveNoDump } from ${JSON.stringify(HERE)}; leaveNoDump();`))).toBe(false);
  });
});
