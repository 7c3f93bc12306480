import { constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { type Instant, instant, VirtualClock } from '#src/domain/clock.ts';
import { type BackupContent, unpackBackup } from './backup.ts';
import { backupsOf, setAsideBackups, stampOf } from './backupFolder.ts';
import { sync } from './copy.ts';
import { openDatabase } from './database.ts';
import { lastEvent } from './events.ts';
import { takeLease } from './lease.ts';
import { Ledger, type LedgerTx } from './ledger.ts';
import { ownTime } from './ownTime.ts';
import type { Unwrap } from './sealedFile.ts';

export interface RestoreOrder {
  /** A backup, or a ledger that was copied while nobody ran on it. */
  readonly file: string;
  readonly ledgerPath: string;
  /** Machine time. */
  readonly at: Instant;
  /** Who asked. */
  readonly actor: string;
  /** Undefined without a vault. */
  readonly unwrap?: Unwrap | undefined;
}

export interface Restored extends BackupContent {
  /** Where the ledger that was there is now; undefined where there was none. */
  readonly kept: string | undefined;
  /** Number of the newest event that is known to have happened after the backup; the backup's own when none is. */
  readonly aheadSeq: number;
}

/**
 * Puts a backup in the place of a ledger. The backup is read as a whole first; the ledger that was there is kept under another name, never deleted; and the
 * restored one is halted before it stands in its place, because the venue may know of orders and fills that it does not. Throws OutsideError (damaged,
 * newer, wrong key) and CannotStart (somebody runs on it), with nothing changed.
 */
export function restoreBackup({ file, ledgerPath, at, actor, unwrap }: RestoreOrder): Restored {
  const lease = takeLease(ledgerPath);
  const fresh = `${ledgerPath}.restoring`;
  try {
    const content = unpackBackup(file, fresh, unwrap);
    const aheadSeq = Math.max(content.seq, backupsOf(ledgerPath)[0]?.seq ?? 0, newestSeq(ledgerPath));
    const kept = existsSync(ledgerPath) ? freeName(`${ledgerPath}.before-${stampOf(at)}`) : undefined;
    mark(fresh, at, (tx) => haltRestored(tx, { file, content, aheadSeq, kept, actor }));
    if (kept !== undefined) keep(ledgerPath, kept);
    renameSync(fresh, ledgerPath);
    sync(ledgerPath);
    return { ...content, kept, aheadSeq };
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal', '.backups']) rmSync(`${fresh}${end}`, { force: true, recursive: true });
    lease.release();
  }
}

/**
 * At a start: a ledger that ends before one of its own backups was put there by hand, or lost its tail. It is halted, once for each time that happens. A
 * ledger that holds nothing yet sets the backups of its predecessor aside. Returns whether it is older.
 */
export function heedOlder(ledger: Ledger): boolean {
  if (ledger.path === ':memory:') return false;
  const { head } = ledger;
  if (head.seq === 0) {
    setAsideBackups(ledger.path);
    return false;
  }
  const newest = backupsOf(ledger.path).toSorted((a, b) => b.seq - a.seq)[0];
  if (newest === undefined || newest.seq <= head.seq) return false;
  if ((lastEvent(ledger, 'ledger.restored', 'ledger')?.data.ahead_seq ?? 0) >= newest.seq) return false;
  ledger.transact((tx) => haltRestored(tx, { file: '', content: head, aheadSeq: newest.seq, kept: undefined, actor: 'heron' }));
  return true;
}

interface Mark {
  readonly file: string;
  readonly content: Pick<BackupContent, 'seq' | 'hash'>;
  readonly aheadSeq: number;
  readonly kept: string | undefined;
  readonly actor: string;
}

function haltRestored(
  tx: LedgerTx,
  { file, content, aheadSeq, kept = null, actor }: Omit<Mark, 'kept'> & { kept?: string | null | undefined },
): void {
  const data = { file, head_seq: content.seq, head_hash: content.hash, ahead_seq: aheadSeq, kept };
  const cause = tx.append({ kind: 'ledger.restored', subject: 'ledger', actor, data });
  // It may have been made while live was unlocked: whoever unlocked it did so for another present.
  if (tx.memory.live !== undefined)
    tx.append({ kind: 'live.locked', subject: 'live', actor, cause, data: { reason: 'the ledger is an older copy' } });
  if (tx.memory.halt !== undefined) return;
  const missing = aheadSeq - content.seq;
  const lost = missing > 0 ? `${missing} later event${missing === 1 ? ' is' : 's are'} missing` : 'what happened since is missing';
  const reason = `the ledger is an older copy that ends with event ${content.seq}: ${lost}. Compare positions and orders with the venue before /resume`;
  tx.append({ kind: 'halt.set', subject: 'halt', actor, cause, data: { reason } });
}

/** Opens it for writing, which also brings its schema up to date. */
function mark(path: string, at: Instant, write: (tx: LedgerTx) => void): void {
  const reading = new Ledger({ path, clock: new VirtualClock(at), readonly: true });
  const now = ownTime(reading, at);
  reading.close();
  const ledger = new Ledger({ path, clock: new VirtualClock(now) });
  ledger.transact(write);
  ledger.close();
}

/** Of a ledger that may be damaged or missing. */
function newestSeq(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    const ledger = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
    const { seq } = ledger.head;
    ledger.close();
    return seq;
  } catch {
    return 0;
  }
}

/** What a restore that was cut short kept under this name stays what it is. */
function freeName(name: string): string {
  let count = 1;
  while (existsSync(count === 1 ? name : `${name}-${count}`)) count++;
  return count === 1 ? name : `${name}-${count}`;
}

/**
 * Its log goes into the file first, so that one file is the whole of it; of a damaged one the log is moved along, before the file. The file gets its second
 * name and keeps the first until another file takes that: whenever the process ends, there is a ledger in its place.
 */
function keep(path: string, kept: string): void {
  try {
    const db = openDatabase(path);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`);
  }
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${kept}-wal`);
  rmSync(`${path}-shm`, { force: true });
  try {
    linkSync(path, kept);
  } catch {
    // Not every file system knows second names.
    copyFileSync(path, kept, constants.COPYFILE_EXCL);
  }
}
