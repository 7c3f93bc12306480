import { readdirSync, readFileSync } from 'node:fs';
import { CannotStart } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import { beforeSchema } from './backupFolder.ts';
import { copyInto } from './copy.ts';
import type { Db } from './database.ts';

const FOLDER = new URL('../../migrations/', import.meta.url);

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

let known: readonly Migration[] | undefined;

/** All migrations, in order, read once for each process: they are a part of the program. Throws if the numbering has a hole. */
function allMigrations(): readonly Migration[] {
  known ??= readMigrations();
  return known;
}

function readMigrations(): Migration[] {
  const names = readdirSync(FOLDER)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort();
  return names.map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (version !== index + 1) throw new Error(`bug: migration ${name} should have number ${index + 1}`);
    const sql = readFileSync(new URL(name, FOLDER), 'utf8');
    return { version, name, sql, hash: sha256(sql) };
  });
}

/** Number of the newest migration: the schema that this Heron writes. */
export const schemaVersion = (): number => allMigrations().length;

/** Throws CannotStart for a ledger of a newer Heron, before anything is written to it. */
export function refuseNewer(db: Db): void {
  if ((db.pragma('user_version', { simple: true }) as number) <= schemaVersion()) return;
  throw new CannotStart(
    'ledger-newer',
    'This ledger was written by a newer Heron.',
    'Update Heron; it never writes to a ledger that it does not know.',
  );
}

/**
 * Brings the schema up to date, each migration in one transaction; a file that already holds something is copied first. Refuses an
 * edited migration.
 */
export function migrate(db: Db, path = ':memory:'): void {
  const migrations = allMigrations();
  const current = db.pragma('user_version', { simple: true }) as number;
  if (current > 0 && current < migrations.length && path !== ':memory:') copyInto(db, beforeSchema(path, current + 1));
  for (const { version, name, sql, hash } of migrations) {
    if (version <= current) {
      const row = db.prepare('select value from meta where key = ?').get(`migration.${version}`) as { value: string } | undefined;
      if (row?.value !== hash) {
        throw new CannotStart(
          'migration-edited',
          `Migration ${name} is not the one that made this ledger.`,
          'Restore the file as it was; write a new migration instead.',
        );
      }
      continue;
    }
    db.exec('begin immediate');
    db.exec(sql);
    db.prepare('insert into meta (key, value) values (?, ?)').run(`migration.${version}`, hash);
    db.pragma(`user_version = ${version}`);
    db.exec('commit');
  }
}
