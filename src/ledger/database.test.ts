import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { APPLICATION_ID, openDatabase } from './database.ts';
import { takeLease } from './lease.ts';
import { Ledger } from './ledger.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const open = (path: string): Ledger => new Ledger({ path, clock: systemClock() });

/** What a start says that is refused. */
function refusal(start: () => unknown): CannotStart {
  try {
    start();
  } catch (error) {
    if (error instanceof CannotStart) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** A person on a phone must understand it: whole sentences, no stack, and what to do. */
function isSaid({ message, hint }: CannotStart): void {
  expect(message).toMatch(/^\S.* .*\.$/);
  expect(hint).toMatch(/^[A-Z].*\.$/);
  expect(`${message}${hint}`).not.toMatch(/\n|Error:|SQLITE_|\bat new /);
}

function database(name: string, ...sql: string[]): string {
  const path = at(name);
  const db = new Database(path);
  for (const one of sql) db.exec(one);
  db.close();
  return path;
}

describe('a start on something that is no ledger', () => {
  it.each<[string, () => string, string]>([
    [
      'a database of another program',
      () => database('other.db', `pragma application_id = ${0x12345678}`, 'create table t (a)'),
      'not-a-ledger',
    ],
    ['an empty database of another program', () => database('empty-other.db', `pragma application_id = ${0x12345678}`), 'not-a-ledger'],
    ['a database without a name', () => database('nameless.db', 'create table t (a)'), 'not-a-ledger'],
    [
      'a file of anything',
      () => {
        writeFileSync(at('garbage.db'), 'not a database, but long enough to be looked at. '.repeat(40));
        return at('garbage.db');
      },
      'ledger-unreadable',
    ],
    [
      'a folder',
      () => {
        mkdirSync(at('a-folder'));
        return at('a-folder');
      },
      'ledger-unreadable',
    ],
    [
      'a ledger that a newer Heron wrote',
      () => {
        open(at('newer.db')).close();
        return database('newer.db', 'pragma user_version = 7001');
      },
      'ledger-newer',
    ],
    [
      'a ledger whose migration was edited',
      () => {
        open(at('edited.db')).close();
        return database('edited.db', "update meta set value = 'x' where key like 'migration.%'");
      },
      'migration-edited',
    ],
    [
      'a ledger without a head',
      () => {
        open(at('beheaded.db')).close();
        return database('beheaded.db', 'drop table meta');
      },
      'ledger-damaged',
    ],
  ])('is refused in words: %s', (_, make, code) => {
    const path = make();
    const said = refusal(() => open(path).close());
    expect(said.code).toBe(code);
    isSaid(said);
  });

  it('leaves what it refuses as it was', () => {
    const path = database('mine.db', 'create table t (a)', 'insert into t values (1)');
    refusal(() => open(path));
    const db = new Database(path);
    expect(db.pragma('application_id', { simple: true })).toBe(0);
    expect(db.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(db.prepare('select * from t').all()).toEqual([{ a: 1 }]);
    db.close();
  });

  it('to read is refused where there is none, and makes none', () => {
    const path = at('absent.db');
    const said = refusal(() => new Ledger({ path, clock: systemClock(), readonly: true }));
    expect(said.code).toBe('no-ledger');
    isSaid(said);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a start in a folder', () => {
  it('that is missing makes it, for its owner alone; the ledger is its owner’s too', () => {
    const path = at('new/deeper/heron.db');
    const lease = takeLease(path);
    open(path).close();
    lease.release();
    expect(statSync(at('new/deeper')).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  // Nobody can write to /proc, not even root, whom the permissions of a folder do not stop.
  it.skipIf(!existsSync('/proc/self'))('that cannot be written is refused in words, by whoever comes first', () => {
    for (const start of [() => takeLease('/proc/heron.db'), () => open('/proc/heron.db')]) isSaid(refusal(start));
    expect(refusal(() => takeLease('/proc/heron.db')).code).toBe('ledger-folder');
  });

  it('that is none is refused in words', () => {
    writeFileSync(at('plain'), 'x');
    for (const start of [takeLease, open]) {
      const said = refusal(() => start(at('plain/heron.db')));
      expect(said.code).toBe('ledger-folder');
      isSaid(said);
    }
  });
});

describe('an open ledger', () => {
  it('waits for the disk, keeps its log, points to rows that exist, trusts no schema, and says whose it is', () => {
    const path = at('gate.db');
    open(path).close();
    const db = openDatabase(path);
    const setting = (name: string): unknown => db.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('synchronous')).toBe(2);
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('busy_timeout')).toBe(5000);
    expect(setting('trusted_schema')).toBe(0);
    expect(setting('application_id')).toBe(APPLICATION_ID);
    expect(setting('mmap_size') ?? 0).toBe(0);
    expect(setting('user_version')).toBeGreaterThan(0);
    db.close();
  });

  it('may begin as an empty file, such as mktemp makes', () => {
    const path = at('zero.db');
    writeFileSync(path, '');
    const ledger = open(path);
    expect(ledger.head.seq).toBe(0);
    ledger.close();
  });

  it('sums exact numbers, which a sum of floats is not', () => {
    const db = openDatabase(':memory:');
    db.exec("create table t (a text); insert into t values ('0.1'), ('0.2'), (null), ('-0.3'), ('1e-18')");
    expect(db.prepare("select decimal_sum(a) as s from t where a not like '%e%' or a is null").get()).toEqual({ s: '0' });
    db.close();
  });

  it('takes facts and gives none back: an event, fill, posting, approval, trade or call of a model cannot be changed or deleted', () => {
    const db = openDatabase(at('gate.db'));
    for (const table of ['event', 'fill', 'funding', 'posting', 'approval', 'trade', 'llm_call']) {
      const triggers = db.prepare("select name from sqlite_schema where type = 'trigger' and tbl_name = ? order by name").all(table);
      expect(triggers, table).toEqual([{ name: `${table}_no_delete` }, { name: `${table}_no_update` }]);
    }
    db.exec("insert into event values (1, '2026-01-05T08:00:00.000Z', 'x', 'app.started', 'x', null, '{}', 'x')");
    expect(() => db.exec("update event set actor = 'y'")).toThrow('event is append-only');
    expect(() => db.exec('delete from event')).toThrow('event is append-only');
    db.close();
  });
});
