import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';

/** In memory where there is such a folder: a commit waits for its disk, and here nothing is asked of one. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let folder: string | undefined;
let count = 0;

/** A new ledger with its tables, by copy: making them costs more than a world. */
export function freshLedger(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(QUICK, 'heron-sim-'));
    const made = folder;
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    mkdirSync(join(folder, 'made'), { mode: 0o700 });
    new Ledger({ path: join(folder, 'made', 'heron.db'), clock: new VirtualClock(instant(0)) }).close();
  }
  const path = join(folder, `w${++count}`, 'heron.db');
  mkdirSync(join(folder, `w${count}`), { mode: 0o700 });
  copyFileSync(join(folder, 'made', 'heron.db'), path);
  return path;
}

export const forget = (path: string): void => rmSync(join(path, '..'), { recursive: true, force: true });
