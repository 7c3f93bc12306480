import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotStart } from '#src/domain/errors.ts';
import { isLeased, takeLease } from './lease.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-lease-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (start: () => unknown): string => {
  try {
    start();
  } catch (error) {
    if (error instanceof CannotStart) return error.code;
    throw error;
  }
  return 'taken';
};

describe('the lease of a ledger', () => {
  it('is held by one at a time, and can be taken again when it was given back', () => {
    const path = join(folder, 'one.db');
    const first = takeLease(path);
    expect(codeOf(() => takeLease(path))).toBe('ledger-in-use');
    expect(isLeased(path)).toBe(true);
    first.release();
    expect(isLeased(path)).toBe(false);
    takeLease(path).release();
  });

  it('of one ledger is not that of another', () => {
    const leases = [takeLease(join(folder, 'a.db')), takeLease(join(folder, 'b.db'))];
    for (const lease of leases) lease.release();
  });

  it('of a ledger in memory is nobody else’s business', () => {
    const leases = [takeLease(':memory:'), takeLease(':memory:')];
    for (const lease of leases) lease.release();
    expect(isLeased(':memory:')).toBe(false);
    expect(existsSync(':memory:.lock')).toBe(false);
  });

  it('is free when its holder was killed, however it was killed', async () => {
    const path = join(folder, 'killed.db');
    const lease = new URL('./lease.ts', import.meta.url).href;
    const code = `const { takeLease } = await import(${JSON.stringify(lease)}); takeLease(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(isLeased(path)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    takeLease(path).release();
  });

  it('says something else when the lock file is not one', () => {
    const path = join(folder, 'odd.db');
    writeFileSync(
      `${path}.lock`,
      'something that no Heron has written, and long enough to be read as a header of a database file'.repeat(20),
    );
    expect(codeOf(() => takeLease(path))).toBe('ledger-folder');
    expect(() => isLeased(path)).toThrow(CannotStart);
  });
});
