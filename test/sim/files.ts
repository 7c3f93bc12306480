import { type Db, openDatabase, type Statement } from '#src/ledger/database.ts';
import { forget, freshLedger } from './ready.ts';

/** Where the ledger of a world lies. */
export interface LedgerFile {
  readonly path: string;
  /** For each process that lives on it, and for whoever audits. */
  readonly open: (path: string, readonly: boolean) => Db;
  /** For whoever looks from outside and may see only what is committed. Throws while something is under way that is not. */
  readonly committed: (path: string, readonly: boolean) => Db;
  end(): void;
}

/** A file of its own, opened anew by each process. */
export function ownFile(): LedgerFile {
  const path = freshLedger();
  return { path, open: openDatabase, committed: openDatabase, end: () => forget(path) };
}

/** One file and one connection for all worlds of a thread, which are lived one after the other. */
let shared: Shared | undefined;

/**
 * Opening a file and preparing some two hundred statements for each process costs more than what the process then does. So most worlds are lived within
 * one transaction of one connection that is taken back at the end: what Heron commits is a savepoint that is released, and what a killed process had not
 * committed is rolled back, as at the opening after a death. SQLite's own commits are made by the worlds with files of their own; that they hold when a
 * process dies or the power goes is shown by test/crash and test/storage.
 */
export function sharedFile(): LedgerFile {
  shared ??= new Shared();
  return shared.begin();
}

class Shared {
  readonly #path = freshLedger();
  readonly #db = openDatabase(this.#path);
  readonly #prepared = new Map<string, Statement>();
  #isUnderWay = false;

  begin(): LedgerFile {
    this.#db.exec('begin immediate');
    return {
      path: this.#path,
      open: () => this.#lent(),
      committed: () => this.#lent(() => this.#isUnderWay),
      end: () => {
        this.#db.exec('rollback');
        this.#isUnderWay = false;
      },
    };
  }

  /** The connection for one borrower: once he has closed it, nothing that he still holds reaches the file. */
  #lent(isHidden: () => boolean = () => false): Db {
    let isOpen = true;
    const base = (): Db => {
      if (!isOpen) throw new TypeError('The database connection is not open');
      if (isHidden()) throw new Error('bug: somebody looks at what is not committed');
      return this.#db;
    };
    const close = (): void => {
      if (isOpen && this.#isUnderWay) this.#rollback();
      isOpen = false;
    };
    return Object.defineProperties(Object.create(this.#db) as Db, {
      open: { get: () => isOpen },
      inTransaction: { get: () => this.#isUnderWay },
      prepare: {
        value: (sql: string) => {
          base();
          return this.#prepare(sql);
        },
      },
      exec: {
        value: (sql: string) => {
          base();
          this.#exec(sql);
        },
      },
      pragma: { value: (...asked: Parameters<Db['pragma']>) => base().pragma(...asked) },
      close: { value: close },
    });
  }

  #prepare(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#control(sql) ?? this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #exec(sql: string): void {
    const control = this.#control(sql);
    if (control === undefined) this.#db.exec(sql);
    else control.run();
  }

  #control(sql: string): Statement | undefined {
    const run = {
      begin: () => this.#begin(),
      'begin immediate': () => this.#begin(),
      commit: () => this.#commit(),
      rollback: () => this.#rollback(),
    }[sql];
    return run && ({ run } as unknown as Statement);
  }

  #begin(): void {
    if (this.#isUnderWay) throw new Error('cannot start a transaction within a transaction');
    this.#db.exec('savepoint heron');
    this.#isUnderWay = true;
  }

  #commit(): void {
    this.#db.exec('release heron');
    this.#isUnderWay = false;
  }

  #rollback(): void {
    this.#db.exec('rollback to heron; release heron');
    this.#isUnderWay = false;
  }
}
