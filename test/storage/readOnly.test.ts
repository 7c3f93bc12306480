import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { heron, temporaryFolder } from '#test/shell/heron.ts';

const folder = temporaryFolder();
const disk = folder.file('disk');
const mount = (...args: readonly string[]): void => void execFileSync('mount', args, { stdio: 'ignore' });

/** Why no file system can be made here; undefined where one can. */
function noMount(): string | undefined {
  try {
    mkdirSync(disk);
    mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk);
    return undefined;
  } catch {
    return 'only root may mount a file system';
  }
}
const reason = noMount();
afterAll(() => {
  if (reason === undefined) execFileSync('umount', [disk]);
  folder.remove();
});

describe.skipIf(reason !== undefined)(
  `a ledger on a file system that may only be read (FI-53)${reason === undefined ? '' : `: skipped, ${reason}`}`,
  () => {
    it('is refused with a sentence, and stays as it was', async () => {
      const original = folder.file('original.db');
      const ledger = new Ledger({ path: original, clock: new VirtualClock(parseInstant('2026-03-01T06:00:00Z')) });
      ledger.transact((tx) => tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: 'a test' } }));
      ledger.close();
      copyFileSync(original, join(disk, 'heron.db'));
      mount('-o', 'remount,ro', disk);
      const started = await heron(['start', '--ledger', join(disk, 'heron.db')], { cwd: folder.path });
      expect(started).toMatchObject({
        code: 78,
        stdout: '',
        stderr: expect.stringMatching(/^Nothing can be written beside the ledger .+\.\n.+\.\n$/),
      });
      expect(readFileSync(join(disk, 'heron.db')).equals(readFileSync(original))).toBe(true);
      // SQLite cannot even read a ledger where it may not make the files beside it: a copy can be read.
      const verified = await heron(['verify', '--ledger', join(disk, 'heron.db')], { cwd: folder.path });
      expect(verified).toMatchObject({ code: 78, stderr: expect.stringMatching(/^The ledger .+ cannot be opened: .+\.\n.+\.\n$/) });
      copyFileSync(join(disk, 'heron.db'), folder.file('copy.db'));
      const copied = await heron(['verify', '--ledger', 'copy.db'], { cwd: folder.path });
      expect(copied).toMatchObject({ code: 0, stdout: expect.stringContaining('as it was written: 1 events') });
    });
  },
);
