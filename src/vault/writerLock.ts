import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CannotStart } from '#src/domain/errors.ts';

/**
 * Runs a piece of work that no other process does at the same time on the same file. The lock is a file with the number of its process that
 * appears whole or not at all (a hard link); one that a dead process left is taken away. Throws CannotStart when somebody else holds it.
 */
export function alone<T>(path: string, work: () => T): T {
  const lock = `${path}.lock`;
  take(lock);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): void {
  const own = `${lock}.${process.pid}`;
  try {
    writeFileSync(own, String(process.pid), { mode: 0o600 });
    if (linked(own, lock)) return;
    breakStale(own, lock);
    if (!linked(own, lock)) throw inUse(lock);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart('vault-folder', `No lock could be made beside the vault (${lock}).`, 'Check the folder and its permissions.');
  } finally {
    rmSync(own, { force: true });
  }
}

function linked(own: string, name: string): boolean {
  try {
    linkSync(own, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead process's lock away. Only one process at a time may, and it looks again, so that no living lock is taken. */
function breakStale(own: string, lock: string): void {
  if (holderOf(lock) !== 'dead') return;
  const breaking = `${lock}.breaking`;
  if (!linked(own, breaking)) {
    // Two died: the second one while it took away the lock of the first.
    if (holderOf(breaking) === 'dead') rmSync(breaking, { force: true });
    if (!linked(own, breaking)) throw inUse(breaking);
  }
  try {
    if (holderOf(lock) === 'dead') rmSync(lock, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

/** Nothing waits while it holds the lock, so one with our own number was left by an earlier process of that number. */
function holderOf(lock: string): 'nobody' | 'dead' | 'alive' {
  let pid: number;
  try {
    pid = Number(readFileSync(lock, 'utf8'));
  } catch {
    return 'nobody';
  }
  if (pid === process.pid) return 'dead';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : 'alive';
  }
}

const inUse = (lock: string): CannotStart =>
  new CannotStart(
    'vault-in-use',
    'Somebody else is writing to the vault; nothing was changed.',
    `Try again in a moment. If no other heron keys runs, delete ${lock}.`,
  );
