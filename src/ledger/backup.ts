import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, instant, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart, OutsideError } from '#src/domain/errors.ts';
import { backupFolder, backupName } from './backupFolder.ts';
import { copyInto, sync } from './copy.ts';
import { openDatabase } from './database.ts';
import { Ledger } from './ledger.ts';
import { schemaVersion } from './migrate.ts';
import { type FileKey, isSealed, openSealed, sealFile, type Unwrap } from './sealedFile.ts';
import { countRows, fileFaults } from './soundness.ts';
import { verifyChain } from './verify.ts';

/** What was found in a backup by opening it and looking at all of it. */
export interface BackupContent {
  /** Number and hash of its newest event. */
  readonly seq: number;
  readonly hash: string;
  readonly events: number;
  readonly fills: number;
  readonly schema: number;
}

export interface Backup extends BackupContent {
  readonly path: string;
  readonly bytes: number;
  /** Encrypted with a key that only the vault can read. */
  readonly sealed: boolean;
}

export interface BackupOrder {
  readonly ledgerPath: string;
  /** The file to make, which must not exist; in the folder beside the ledger unless said. */
  readonly to?: string | undefined;
  /** Machine time. */
  readonly at: Instant;
  /** Undefined without a vault: the backup is then plain, for its owner alone. */
  readonly seal?: FileKey | undefined;
}

/**
 * Copies a ledger, also one that somebody writes to, and then proves the copy by reading all of it back: every page, the whole chain of hashes, and that
 * nothing is missing. Only a copy that passed gets its name. Throws OutsideError, with nothing left behind. Synchronous: about 20 s for a
 * million events, so a running Heron does it in a process of its own.
 */
export function makeBackup({ ledgerPath, to, at, seal }: BackupOrder): Backup {
  if (to !== undefined && existsSync(to))
    throw new OutsideError('backup-exists', `There is a file ${to} already.`, 'Name another file; a backup never replaces anything.');
  const base = to ?? join(backupFolder(ledgerPath), `heron-${process.pid}`);
  const part = `${base}.part`;
  try {
    const db = openDatabase(ledgerPath, true);
    try {
      copyInto(db, part);
    } finally {
      db.close();
    }
    let content = contentOf(part);
    const path = to ?? join(backupFolder(ledgerPath), backupName(at, content.seq, seal !== undefined));
    if (seal === undefined) renameSync(part, path);
    else {
      const sealed = `${base}.sealed.part`;
      rmSync(sealed, { force: true });
      try {
        sealFile(part, sealed, seal);
        // What counts is that the sealed file gives it back.
        rmSync(part);
        openSealed(sealed, part, () => seal.key);
        content = contentOf(part);
        renameSync(sealed, path);
      } finally {
        rmSync(sealed, { force: true });
      }
    }
    sync(path);
    return { ...content, path, bytes: statSync(path).size, sealed: seal !== undefined };
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new OutsideError(
      'no-backup',
      `No backup of ${ledgerPath} was made: ${said}.`,
      'Check the disk and the permissions of the folder.',
    );
  } finally {
    drop(part);
  }
}

/** Nothing is there to be deleted where nothing could be written. */
function drop(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The error that led here is the one to tell.
  }
}

/** Writes what is in a backup, decrypted where it was sealed, to a new file for its owner alone, and proves it. Throws OutsideError. */
export function unpackBackup(file: string, target: string, unwrap?: Unwrap): BackupContent {
  if (!existsSync(file)) throw new OutsideError('no-backup', `There is no file ${file}.`, 'Name a backup; heron backup --list shows them.');
  rmSync(target, { force: true });
  try {
    if (!isSealed(file)) {
      const db = openDatabase(file, true);
      try {
        copyInto(db, target);
      } finally {
        db.close();
      }
    } else if (unwrap === undefined) {
      throw new OutsideError('backup-sealed', `The backup ${file} is encrypted.`, 'Give the key of the vault that it was made with.');
    } else openSealed(file, target, unwrap);
    return contentOf(target);
  } catch (error) {
    rmSync(target, { force: true });
    // SQLite finds out while it reads.
    if (error instanceof Error && error.name === 'SqliteError') throw unreadable(file);
    throw error;
  }
}

/** Looks at all of a copy. Throws OutsideError with what does not hold. */
function contentOf(path: string): BackupContent {
  const ledger = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
  try {
    const schema = ledger.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
    if (schema > schemaVersion())
      throw new CannotStart(
        'ledger-newer',
        'This ledger was written by a newer Heron.',
        'Update Heron; it never writes to a ledger that it does not know.',
      );
    const [fault] = fileFaults(ledger);
    if (fault !== undefined) throw unsound(fault);
    const { ok, head, events, firstBad } = verifyChain(ledger);
    if (!ok) throw unsound(`event ${firstBad?.seq} is ${firstBad?.what}`);
    return { seq: head.seq, hash: head.hash, events, fills: countRows(ledger, 'fill'), schema };
  } finally {
    ledger.close();
  }
}

const unreadable = (file: string): OutsideError =>
  new OutsideError(
    'backup-damaged',
    `The backup ${file} is damaged, or was changed.`,
    'Take another backup; heron backup --list shows them.',
  );

const unsound = (what: string): OutsideError =>
  new OutsideError('backup-unsound', `The copy is not sound: ${what}.`, 'Run heron verify on the ledger, and keep the older backups.');
