import { openDatabase } from './database.ts';

export interface SchemaRow {
  readonly type: 'table' | 'index' | 'trigger';
  readonly name: string;
  readonly sql: string;
}

/** Tables first: what is made in this order can be made. */
export const SCHEMA =
  "select type, name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by type = 'trigger', type = 'index', name";

/** What the migrations leave in an empty ledger. */
export interface Migrated {
  readonly schema: readonly SchemaRow[];
  readonly meta: readonly { readonly key: string; readonly value: string }[];
}

let known: Migrated | undefined;

/** Found out by running them in memory, once for each process: they are a part of the program. */
export function migrated(): Migrated {
  known ??= runMigrations();
  return known;
}

function runMigrations(): Migrated {
  const db = openDatabase(':memory:');
  try {
    return {
      schema: db.prepare(SCHEMA).all() as SchemaRow[],
      meta: db.prepare('select key, value from meta order by key').all() as { key: string; value: string }[],
    };
  } finally {
    db.close();
  }
}
