import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { later } from '#src/domain/clock.ts';
import { makeBackup, unpackBackup } from '#src/ledger/backup.ts';
import { backupFolder, backupsOf, clearUnfinished } from '#src/ledger/backupFolder.ts';
import type { Deed } from '../deeds.ts';
import { AT, EVENTS, faultsOf, ledgerIn, write } from './files.ts';

/** A new name each time, as a new second gives it. */
const nextAt = (path: string) => later(AT, 1_000 * (1 + backupsOf(path).length));

/** A ledger is copied beside itself, plain and encrypted: whatever has the name of a backup is one, and the ledger is never touched. */
export const backup: Deed = {
  name: 'backup',
  prepare: (folder) => write(ledgerIn(folder)),
  run(folder) {
    const ledgerPath = ledgerIn(folder);
    clearUnfinished(ledgerPath);
    makeBackup({ ledgerPath, at: nextAt(ledgerPath) });
    makeBackup({ ledgerPath, at: nextAt(ledgerPath), seal: { key: KEY, wrapped: 'a key' } });
  },
  look(folder, isDone) {
    const path = ledgerIn(folder);
    const faults = faultsOf(path, EVENTS);
    const made = backupsOf(path);
    const copy = join(folder, 'unpacked.db');
    for (const { path: file } of made) {
      try {
        const { events } = unpackBackup(file, copy, () => KEY);
        if (events < EVENTS) faults.push(`the backup ${file} has ${events} events`);
      } catch (error) {
        faults.push(`the backup ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
      }
    }
    if (isDone && made.length < 2) faults.push(`there are ${made.length} backups after it was done`);
    if (isDone && !existsSync(backupFolder(path))) faults.push('there is no folder of backups');
    return faults;
  },
};

const KEY = new Uint8Array(32).fill(7);
