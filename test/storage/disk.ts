import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./disk.c', import.meta.url));
export const NO_SPACE = 28;
export const INPUT_OUTPUT = 5;

/** Why no failing disk can be made here; undefined where one can. */
export const noDisk: string | undefined =
  process.platform !== 'linux' ? 'LD_PRELOAD is of Linux' : hasCompiler() ? undefined : 'there is no C compiler';

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A disk for a child process that fails when it is told to, and keeps what was synced beside what was written. */
export class FailingDisk implements Disposable {
  readonly folder = mkdtempSync(join(process.env.TEST_DISK ?? tmpdir(), 'heron-disk-'));
  /** What would be there after a power loss. */
  readonly synced = join(this.folder, 'synced');
  readonly #flag = join(this.folder, 'flag');
  readonly #library = join(this.folder, 'disk.so');

  constructor() {
    mkdirSync(this.synced);
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', this.#library, SOURCE, '-ldl']);
  }

  /** The environment of the child. */
  get env(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.#library, DISK_FLAG: this.#flag, DISK_SYNCED: this.synced };
  }

  /** Every write to a ledger fails with this errno from now on. */
  fails(errno: number): void {
    writeFileSync(this.#flag, String(errno));
  }

  heals(): void {
    if (existsSync(this.#flag)) rmSync(this.#flag);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
