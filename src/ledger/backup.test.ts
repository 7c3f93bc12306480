import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { makeBackup, unpackBackup } from './backup.ts';
import { backupFolder, backupsOf, clearUnfinished, pruneBackups, setAsideBackups } from './backupFolder.ts';
import { Ledger } from './ledger.ts';
import type { FileKey } from './sealedFile.ts';

const NOW = parseInstant('2026-03-01T06:00:00Z');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-backup-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger with so many events. */
function ledgerWith(name: string, events: number): string {
  const path = join(folder, name);
  const ledger = new Ledger({ path, clock: new VirtualClock(NOW) });
  write(ledger, events);
  ledger.close();
  return path;
}

function write(ledger: Ledger, events: number): void {
  for (let i = 0; i < events; i++)
    ledger.transact((tx) => tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: `reason ${i}` } }));
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof OutsideError) return error.code;
    throw error;
  }
  return 'done';
};

const fileKey = (): FileKey => ({ key: randomBytes(32), wrapped: 'only-the-vault-reads-this' });

describe('a backup', () => {
  it('is for its owner alone (SEC-09), lies beside the ledger, and tells its time and its newest event by its name', () => {
    const ledgerPath = ledgerWith('plain.db', 5);
    const backup = makeBackup({ ledgerPath, at: NOW });
    expect(backup).toMatchObject({ seq: 5, events: 5, sealed: false });
    expect(backup.path).toBe(join(backupFolder(ledgerPath), 'heron-20260301T060000Z-5.db'));
    expect(statSync(backup.path).mode & 0o777).toBe(0o600);
    expect(statSync(backupFolder(ledgerPath)).mode & 0o777).toBe(0o700);
    expect(backupsOf(ledgerPath)).toEqual([{ path: backup.path, at: NOW, seq: 5, sealed: false }]);
  });

  it('holds what is committed while somebody writes, and the writer goes on', () => {
    const path = join(folder, 'busy.db');
    const ledger = new Ledger({ path, clock: new VirtualClock(NOW) });
    write(ledger, 3);
    const backup = makeBackup({ ledgerPath: path, at: NOW });
    write(ledger, 2);
    expect([backup.seq, ledger.head.seq]).toEqual([3, 5]);
    ledger.close();
  });

  it('never replaces a file', () => {
    const ledgerPath = ledgerWith('twice.db', 1);
    const to = join(folder, 'mine.db');
    writeFileSync(to, 'what I had there');
    expect(codeOf(() => makeBackup({ ledgerPath, to, at: NOW }))).toBe('backup-exists');
    expect(readFileSync(to, 'utf8')).toBe('what I had there');
  });

  it('of a ledger whose chain is broken is none, and leaves nothing behind', () => {
    const ledgerPath = ledgerWith('broken.db', 4);
    const db = new Database(ledgerPath);
    db.exec("drop trigger event_no_update; update event set actor = 'somebody' where seq = 2");
    db.close();
    expect(codeOf(() => makeBackup({ ledgerPath, at: NOW }))).toBe('backup-unsound');
    expect(readdirSync(backupFolder(ledgerPath))).toEqual([]);
  });

  it('that is encrypted holds nothing readable, and gives everything back to its key alone (SEC-40)', () => {
    const ledgerPath = ledgerWith('sealed.db', 4);
    const seal = fileKey();
    const { path } = makeBackup({ ledgerPath, at: NOW, seal });
    expect(path).toMatch(/-4\.db\.sealed$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(path);
    expect(bytes.includes('SQLite format')).toBe(false);
    expect(bytes.includes('reason 2')).toBe(false);
    expect(readdirSync(backupFolder(ledgerPath))).toHaveLength(1);
    const target = join(folder, 'opened.db');
    expect(unpackBackup(path, target, () => seal.key)).toMatchObject({ seq: 4 });
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(codeOf(() => unpackBackup(path, join(folder, 'no.db')))).toBe('backup-sealed');
    expect(codeOf(() => unpackBackup(path, join(folder, 'no.db'), () => randomBytes(32)))).toBe('backup-damaged');
    expect(existsSync(join(folder, 'no.db'))).toBe(false);
  });

  it('that is encrypted shows a change of any byte: of its first line, its text and its tag', () => {
    const ledgerPath = ledgerWith('flipped.db', 2);
    const seal = fileKey();
    const { path } = makeBackup({ ledgerPath, at: NOW, seal });
    const whole = readFileSync(path);
    const line = whole.indexOf('\n');
    for (const at of [line - 3, line + 1, Math.floor(whole.length / 2), whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 1;
      writeFileSync(join(folder, 'changed.sealed'), changed);
      expect(
        codeOf(() => unpackBackup(join(folder, 'changed.sealed'), join(folder, 'no.db'), () => seal.key)),
        `byte ${at}`,
      ).toBe('backup-damaged');
    }
    writeFileSync(join(folder, 'cut.sealed'), whole.subarray(0, whole.length - 100));
    expect(codeOf(() => unpackBackup(join(folder, 'cut.sealed'), join(folder, 'no.db'), () => seal.key))).toBe('backup-damaged');
  });
});

describe('the folder of backups', () => {
  it('keeps the newest, and what is not a backup', () => {
    const ledgerPath = join(folder, 'many.db');
    const place = backupFolder(ledgerPath);
    mkdirSync(place);
    for (const hour of [10, 11, 12, 13]) writeFileSync(join(place, `heron-20260301T${hour}0000Z-${hour}.db`), '');
    for (const name of ['before-schema-4.db', 'heron-99999999T999999Z-1.db', 'notes.txt']) writeFileSync(join(place, name), '');
    expect(pruneBackups(ledgerPath, 2)).toBe(2);
    expect(backupsOf(ledgerPath).map(({ seq }) => seq)).toEqual([13, 12]);
    expect(readdirSync(place)).toContain('notes.txt');
    expect(readdirSync(place)).toContain('before-schema-4.db');
    const [dead, alive] = ['heron-4194999.part', `heron-${process.pid}.sealed.part`];
    for (const name of [dead, alive]) writeFileSync(join(place, name), '');
    clearUnfinished(ledgerPath);
    expect(readdirSync(place)).not.toContain(dead);
    expect(readdirSync(place)).toContain(alive);
  });

  it('of a ledger that was here before is set aside, each time under a name of its own', () => {
    const ledgerPath = join(folder, 'second.db');
    for (const count of [1, 2]) {
      mkdirSync(backupFolder(ledgerPath));
      setAsideBackups(ledgerPath);
      expect(existsSync(backupFolder(ledgerPath))).toBe(false);
      expect(existsSync(`${backupFolder(ledgerPath)}.${count}`)).toBe(true);
    }
  });
});
