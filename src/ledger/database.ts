import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { TextSum } from '#src/domain/decimal.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { makeFolder } from './folder.ts';
import { migrate, refuseNewer } from './migrate.ts';

/** `HERN`, in the file header: a database that is not ours is refused. */
export const APPLICATION_ID = 0x4845524e;
/** Before it, a write-ahead log that was reset at the wrong moment could lose what was committed. */
export const OLDEST_SQLITE = [3, 51, 3];

export type Db = Database.Database;

export type Statement = Database.Statement<unknown[]>;

/** Opens the file (`:memory:` for none, which is migrated already) with the settings that a ledger needs, and proves that they hold. Throws CannotStart. */
export function openDatabase(path: string, readonly = false): Db {
  const isNew = path === ':memory:' || !existsSync(path);
  if (isNew && readonly)
    throw new CannotStart('no-ledger', `There is no ledger at ${path}.`, 'Start Heron once, or name another file with --ledger.');
  if (isNew && path !== ':memory:') makeFolder(path);
  const db = connect(path, readonly);
  try {
    refuseForeignFile(db, path, isNew);
    if (!readonly) {
      refuseNewer(db);
      configure(db, path, isNew);
    }
    db.pragma('busy_timeout = 5000');
    db.pragma('trusted_schema = OFF');
    db.pragma('foreign_keys = ON');
    addSums(db);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof CannotStart) throw error;
    throw damaged(path, error);
  }
}

/** `decimal_sum`: the exact sum of decimal texts, which projections ask for too. */
export function addSums(db: Db): void {
  db.aggregate<TextSum>('decimal_sum', {
    start: () => new TextSum(),
    step: (total, value) => {
      if (value !== null) total.add(String(value));
      return total;
    },
    result: (total) => total.text(),
    deterministic: true,
  });
}

function connect(path: string, readonly: boolean): Db {
  try {
    if (!readonly && path !== ':memory:') makePrivate(path);
    return path === ':memory:' ? inMemory() : new Database(path, { readonly });
  } catch (error) {
    throw damaged(path, error);
  }
}

let empty: Buffer | undefined;

/** A copy of one that the migrations made, once for each process: running them takes three times as long as all else that a small ledger needs. */
function inMemory(): Db {
  if (empty === undefined) {
    const db = new Database(':memory:');
    migrate(db);
    empty = db.serialize();
    db.close();
  }
  return new Database(empty);
}

/** The log beside a database takes its mode from it when it is made: so the file is its owner's alone before SQLite first sees it. */
function makePrivate(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // SQLite says it better.
  }
}

function damaged(path: string, error: unknown): CannotStart {
  const said = error instanceof Error ? error.message : String(error);
  return new CannotStart(
    'ledger-unreadable',
    `The ledger ${path} cannot be opened: ${said}.`,
    'Check the path, its permissions and the disk, or restore a backup.',
  );
}

function refuseForeignFile(db: Db, path: string, isNew: boolean): void {
  if (isNew) return;
  const id = db.pragma('application_id', { simple: true });
  if (id === APPLICATION_ID) return;
  const tables = db.prepare('select count(*) as n from sqlite_schema').get() as { n: number };
  if (id === 0 && tables.n === 0) return; // an empty file, such as mktemp makes
  throw new CannotStart('not-a-ledger', `${path} is a database, but not a ledger of Heron.`, 'Name another file with --ledger.');
}

function configure(db: Db, path: string, isNew: boolean): void {
  const version = String((db.prepare('select sqlite_version() as v').get() as { v: string }).v);
  if (isOlderSqlite(version)) {
    throw new CannotStart(
      'sqlite-old',
      `SQLite ${version} is too old for a ledger.`,
      'Run npm ci, so that Heron uses the version that it was tested with.',
    );
  }
  const journal = db.pragma('journal_mode = WAL', { simple: true });
  db.pragma('synchronous = FULL');
  db.pragma(`application_id = ${APPLICATION_ID}`); // also the first write
  if (path === ':memory:') return;
  if (isNew) chmodSync(path, 0o600);
  if (journal !== 'wal') {
    throw new CannotStart('no-wal', 'The ledger cannot keep a write-ahead log on this file system.', 'Put the ledger on a local disk.');
  }
  // better-sqlite3 was seen falling back to NORMAL in WAL mode: it counts only after a write.
  if (db.pragma('synchronous', { simple: true }) !== 2) {
    throw new CannotStart(
      'not-synchronous',
      'The ledger does not wait for the disk.',
      'Report this: the database library changed its defaults.',
    );
  }
}

export const isOlderSqlite = (version: string): boolean => isOlder(version.split('.').map(Number), OLDEST_SQLITE);

const isOlder = (version: number[], than: readonly number[]): boolean => {
  for (let i = 0; i < than.length; i++) {
    const difference = (version[i] ?? 0) - (than[i] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
};
