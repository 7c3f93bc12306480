import type { Db, Statement } from './database.ts';

const READS = /^\s*(?:select|with)\b/i;

/**
 * The statements of one connection, each prepared once. SQLite would plan a read anew whenever a parameter is bound, if it is ordered or limited: it hopes
 * that the value tells it more (`sqlite3VdbeSetVarmask` in its source), and planning costs several times what such a read does. It does not look behind a
 * unary plus before a parameter, which changes neither value nor index.
 */
export class Statements {
  readonly #db: () => Db;
  readonly #prepared = new Map<string, Statement>();

  constructor(db: () => Db) {
    this.#db = db;
  }

  /** Throws what SQLite says about a text that it does not understand. */
  of(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db().prepare(READS.test(sql) ? sql.replaceAll('?', '+?') : sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  clear(): void {
    this.#prepared.clear();
  }
}
