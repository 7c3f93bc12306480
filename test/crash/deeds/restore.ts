import { join } from 'node:path';
import Database from 'better-sqlite3';
import { later } from '#src/domain/clock.ts';
import { makeBackup } from '#src/ledger/backup.ts';
import { restoreBackup } from '#src/ledger/restore.ts';
import type { Deed } from '../deeds.ts';
import { AT, EVENTS, faultsOf, ledgerIn, write } from './files.ts';

const MORE = 5;
const fileIn = (folder: string): string => join(folder, 'backup.db');

/** An older backup takes the place of a ledger: there is the old one or the new one, whole, and what was there is kept. */
export const restore: Deed = {
  name: 'restore',
  prepare(folder) {
    const path = ledgerIn(folder);
    write(path);
    makeBackup({ ledgerPath: path, to: fileIn(folder), at: AT });
    write(path, MORE);
  },
  run(folder) {
    const ledgerPath = ledgerIn(folder);
    restoreBackup({ file: fileIn(folder), ledgerPath, at: later(AT, process.pid * 1_000), actor: 'user:shell' });
  },
  look(folder, isDone) {
    const path = ledgerIn(folder);
    const faults = [...faultsOf(path, EVENTS), ...faultsOf(fileIn(folder), EVENTS)];
    if (faults.length > 0) return faults;
    const db = new Database(path, { readonly: true });
    const has = (kind: string): boolean => db.prepare('select 1 from event where kind = ?').get(kind) !== undefined;
    const [isRestored, isHalted] = [has('ledger.restored'), has('halt.set')];
    db.close();
    if (isRestored !== isHalted) faults.push('it is restored and not halted');
    if (isDone && !isRestored) faults.push('it was done, and the old ledger stands there');
    return faults;
  },
};
