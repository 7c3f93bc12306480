import type { Db, Statement } from './database.ts';

const READS = /^\s*(?:select|with)\b/i;
/** What SQLite is given for each text; the same for every connection. */
const given = new Map<string, string>();

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
      let text = given.get(sql);
      if (text === undefined) {
        text = READS.test(sql) ? sql.replaceAll('?', '+?') : sql;
        given.set(sql, text);
      }
      statement = this.#db().prepare(text);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  clear(): void {
    this.#prepared.clear();
  }
}
