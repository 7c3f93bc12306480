import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { checkNewest } from '#src/ledger/gate.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { verifyChain } from '#src/ledger/verify.ts';
import { FailingDisk, noDisk } from './disk.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
/** After how many commits the power goes: some of them while the log is copied into the file, which is after about a thousand pages. */
const MOMENTS = [1, 7, 60, 250];

/** Lets a child write until so many commits were acknowledged, kills it, and returns the last of them and what the disk was told to keep. */
async function losesPower(disk: FailingDisk, commits: number, isLazy = false): Promise<{ acknowledged: number; kept: string }> {
  const name = `${isLazy ? 'lazy' : 'true'}-${commits}.db`;
  const child = spawn(NODE, [WRITER, join(disk.folder, name)], {
    env: { ...process.env, ...disk.env, ...(isLazy && { DISK_LAZY: '1' }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > commits) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const folder = join(disk.folder, `after-${name}`);
  mkdirSync(folder, { mode: 0o700 });
  for (const end of ['', '-wal'])
    if (existsSync(join(disk.synced, name + end))) copyFileSync(join(disk.synced, name + end), join(folder, name + end));
  return { acknowledged: Number(said.trim().split('\n').at(-1)), kept: join(folder, name) };
}

function newestOf(path: string): number {
  const ledger = new Ledger({ path, clock: new VirtualClock(parseInstant('2026-03-01T07:00:00Z')) });
  try {
    checkNewest(ledger);
    expect(verifyChain(ledger).ok).toBe(true);
    return ledger.head.seq;
  } finally {
    ledger.close();
  }
}

describe.skipIf(noDisk !== undefined)(`a ledger after a power loss (FI-59)${noDisk === undefined ? '' : `: skipped, ${noDisk}`}`, () => {
  it('holds every commit that was acknowledged, whenever the power goes', async () => {
    using disk = new FailingDisk();
    for (const commits of MOMENTS) {
      const { acknowledged, kept } = await losesPower(disk, commits);
      expect(acknowledged).toBeGreaterThanOrEqual(commits);
      expect(newestOf(kept)).toBeGreaterThanOrEqual(acknowledged);
    }
  });

  it('would not on a disk that only says that it has written: the test sees the difference', async () => {
    using disk = new FailingDisk();
    const { acknowledged, kept } = await losesPower(disk, 50, true);
    expect(existsSync(kept) ? newestOf(kept) : 0).toBeLessThan(acknowledged);
  });
});
