import Database from 'better-sqlite3';
import { CannotStart } from '#src/domain/errors.ts';
import { makeFolder, unusable } from './folder.ts';

/** Holds the right to write to a ledger until released or until the process ends, however it ends. */
export interface Lease {
  release(): void;
}

/**
 * Takes the lease of a ledger. It is an exclusive lock on a small database file beside the ledger: the operating system gives it
 * back when the process dies, so a crash leaves no stale lock behind. Throws CannotStart when another process holds it.
 */
export function takeLease(ledgerPath: string): Lease {
  if (ledgerPath === ':memory:') return { release: () => undefined };
  makeFolder(ledgerPath);
  const lock = openLock(ledgerPath);
  try {
    lock.pragma('busy_timeout = 0');
    lock.pragma('journal_mode = DELETE');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw unusable(ledgerPath, error);
    throw new CannotStart(
      'ledger-in-use',
      `Another Heron is running on ${ledgerPath}.`,
      'Talk to that one (heron say "/status"), stop it first, or name another ledger with --ledger.',
    );
  }
  return { release: () => lock.close() };
}

function openLock(ledgerPath: string): Database.Database {
  try {
    return new Database(`${ledgerPath}.lock`);
  } catch (error) {
    throw unusable(ledgerPath, error);
  }
}

/** True when a process holds the lease. */
export function isLeased(ledgerPath: string): boolean {
  try {
    takeLease(ledgerPath).release();
    return false;
  } catch (error) {
    if (error instanceof CannotStart && error.code === 'ledger-in-use') return true;
    throw error;
  }
}
