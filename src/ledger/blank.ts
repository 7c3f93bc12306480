import Database from 'better-sqlite3';
import { addSums, type Db } from './database.ts';
import { migrated } from './migrated.ts';
import { Statements } from './statements.ts';

/** The tables of a ledger with nothing in them. What is written stays in an open transaction that is taken back when the borrower is done. */
export interface Blank {
  readonly statements: Statements;
  /** Makes it blank again. Nothing may be asked of it afterwards. */
  giveBack(): void;
}

/** What nobody borrows at the moment: making the tables and preparing their statements costs more than a small ledger's whole audit. */
let spare: Kept | undefined;

/** Lends one to whoever rebuilds a ledger. */
export function borrowBlank(): Blank {
  const kept = spare ?? make();
  spare = undefined;
  kept.db.exec('begin');
  return { statements: kept.statements, giveBack: () => giveBack(kept) };
}

interface Kept {
  readonly db: Db;
  readonly statements: Statements;
}

function make(): Kept {
  const db = new Database(''); // a temporary file that SQLite deletes: a long ledger need not fit into memory
  db.pragma('foreign_keys = OFF'); // rows point to events, which are not here
  db.pragma('journal_mode = MEMORY'); // of the empty tables alone: pages that are new need no way back
  addSums(db);
  const { schema, meta } = migrated();
  // An index that only makes reading faster would make writing slower.
  for (const { type, sql } of schema) if (type !== 'index' || !/^create index/i.test(sql)) db.exec(sql);
  const insert = db.prepare('insert into meta (key, value) values (?, ?)');
  for (const { key, value } of meta) insert.run(key, value);
  return { db, statements: new Statements(() => db) };
}

function giveBack(kept: Kept): void {
  // SQLite ends a transaction by itself after some errors; what it left then is not known to be blank.
  if (!kept.db.inTransaction || spare !== undefined) {
    kept.statements.clear();
    kept.db.close();
    return;
  }
  kept.db.exec('rollback');
  spare = kept;
}
