import { type Clock, type Instant, toIso } from '#src/domain/clock.ts';
import { assert, CannotStart, OutsideError } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import type { Core } from './core.ts';
import { type Db, openDatabase } from './database.ts';
import { type AnyEvent, type EventData, type EventKind, type EventRow, hashedText, type LedgerEvent } from './event.ts';
import { loadMemory, type Memory } from './memory.ts';
import { migrate } from './migrate.ts';
import { Pending } from './pending.ts';
import { project } from './project.ts';
import { Statements } from './statements.ts';
import { storageFaultOf } from './storageFault.ts';
import { type Cell, type Table, tableOf } from './table.ts';

/** The hash before the first event. */
export const GENESIS = '0'.repeat(64);

/** Number and hash of the newest event, beside the events: the last one cannot be taken away unseen. */
const SAVE_HEAD = "insert or replace into meta (key, value) values ('head', ?)";
/** Pages of 4 KiB that the log holds until a commit copies them into the file itself: 32 MB, about. */
const MOST_LOG_PAGES = 8_192;
const EVENT = tableOf('event', ['seq', 'at', 'actor', 'kind', 'subject', 'cause', 'data', 'hash']);

/** What a new event says; the ledger adds number, time and hash. */
export interface NewEvent<K extends EventKind> {
  readonly kind: K;
  readonly subject: string;
  readonly actor: string;
  /** Number of the event that led to it. */
  readonly cause?: number | null | undefined;
  readonly data: EventData[K];
}

/** The right to write, for the length of one `transact`. */
export interface LedgerTx extends Core {
  /** Appends a fact and everything that follows from it; returns its number. */
  append<K extends EventKind>(event: NewEvent<K>): number;
}

export interface LedgerOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly readonly?: boolean;
  /** Logical transactions per commit: 1 for a live ledger; many for a replay, which can be run again. */
  readonly batch?: number;
  /** Hears of a listener that threw: a failing listener stops neither the others nor the transaction, which is committed by then. */
  readonly report?: (error: unknown) => void;
  /** How the file is opened; `openDatabase` unless told. */
  readonly open?: (path: string, readonly: boolean) => Db;
}

/** The one SQLite file, with one synchronous writer. */
export class Ledger implements LedgerTx {
  readonly path: string;
  readonly readonly: boolean;
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #batch: number;
  readonly #report: (error: unknown) => void;
  readonly #statements = new Statements(() => this.#db);
  readonly #rows = new Pending();
  #later = new Map<string, () => void>();
  readonly #listeners = new Set<(event: AnyEvent) => void>();
  #unwritable: ((error: unknown) => void) | undefined;
  #within: ((tx: LedgerTx, event: AnyEvent) => void) | undefined;
  #memory: Memory | undefined;
  #seq = 0;
  #savedSeq = 0;
  #hash = GENESIS;
  #depth = 0;
  /** A transaction of SQLite has begun. */
  #open = false;
  #uncommitted = 0;
  #fresh: AnyEvent[] = [];
  #told: Instant | undefined;
  #toldIso = '';

  constructor({ path, clock, readonly = false, batch = 1, report = rethrowLater, open = openDatabase }: LedgerOptions) {
    this.path = path;
    this.readonly = readonly;
    this.#clock = clock;
    this.#batch = batch;
    this.#report = report;
    this.#db = open(path, readonly);
    try {
      if (!readonly) migrate(this.#db, path);
      // A commit that copies the log into the file as well takes ten times as long as others: whoever runs lets it be copied between them.
      if (!readonly) this.#db.pragma(`wal_autocheckpoint = ${batch > 1 ? 2 * MOST_LOG_PAGES : MOST_LOG_PAGES}`);
      // Large transactions touch many pages; what does not fit into the cache would be written twice. Otherwise the system keeps the file in memory
      // anyway: a cache as large as the driver's own (16 MB) would only make the process grow with its ledger for days.
      this.#db.pragma(`cache_size = -${batch > 1 ? 65_536 : 4_096}`);
      this.#reload();
    } catch (error) {
      this.#db.close();
      if (error instanceof OutsideError) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new CannotStart(
        'ledger-damaged',
        `The ledger ${path} holds something that cannot be read: ${said}.`,
        'Run heron verify: it names what was changed.',
      );
    }
  }

  get isOpen(): boolean {
    return this.#db.open;
  }

  get memory(): Memory {
    this.#memory ??= loadMemory(this);
    return this.#memory;
  }

  /** Number and hash of the newest event. */
  get head(): { seq: number; hash: string } {
    return { seq: this.#seq, hash: this.#hash };
  }

  get<Row>(sql: string, ...cells: Cell[]): Row | undefined {
    this.#settle();
    return this.#statements.of(sql).get(cells) as Row | undefined;
  }

  all<Row>(sql: string, ...cells: Cell[]): Row[] {
    this.#settle();
    return this.#statements.of(sql).all(cells) as Row[];
  }

  /** Writes to the tables that are not facts: outbox, inbox, runs of jobs. */
  run(sql: string, ...cells: Cell[]): void {
    assert(this.#depth > 0, 'a write outside of a transaction');
    this.#settle();
    this.#statements.of(sql).run(cells);
  }

  insert(table: Table, row: readonly Cell[], id?: string): void {
    assert(this.#depth > 0, 'a row outside of a transaction');
    this.#rows.insert(table, row, id);
  }

  change(table: Table, id: string, column: string, cell: Cell): void {
    assert(this.#depth > 0, 'a change outside of a transaction');
    this.#rows.change(table, id, column, cell);
  }

  /** May be asked for between transactions too: a live ledger commits at once, a replay with its next commit. */
  later(key: string, write: () => void): void {
    this.#later.set(key, write);
    if (this.#depth === 0 && this.#batch === 1) this.flush();
  }

  /** Is told of each event after its commit. Returns the way to stop listening. */
  listen(listener: (event: AnyEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Is told when the disk, or whoever holds the lock, keeps a write from being done, before whoever wrote hears of it. One listener. */
  whenUnwritable(hear: (error: unknown) => void): void {
    this.#unwritable = hear;
  }

  /** Everything that `work` writes becomes durable together or not at all. Synchronous; a nested call joins the outer one. */
  transact<T>(work: (tx: LedgerTx) => T): T {
    assert(!this.readonly, 'a ledger opened for reading is written to');
    if (this.#depth > 0) return work(this);
    try {
      return this.#transact(work);
    } catch (error) {
      if (storageFaultOf(error) !== undefined) this.#unwritable?.(error);
      throw error;
    }
  }

  #transact<T>(work: (tx: LedgerTx) => T): T {
    this.#begin();
    this.#depth = 1;
    let result: T;
    try {
      result = work(this);
      if (++this.#uncommitted >= this.#batch) this.#commit();
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#depth = 0;
    }
    this.#tell();
    return result;
  }

  append<K extends EventKind>({ kind, subject, actor, cause = null, data }: NewEvent<K>): number {
    assert(this.#depth > 0, 'an event outside of a transaction');
    const seq = this.#seq + 1;
    const at = this.#isoNow();
    const text = canonicalJson<EventData[EventKind]>(data);
    const hash = sha256(this.#hash + hashedText(seq, at, actor, kind, subject, cause, text));
    this.#rows.insert(EVENT, [seq, at, actor, kind, subject, cause, text, hash]);
    this.#seq = seq;
    this.#hash = hash;
    const event: LedgerEvent<K> = { seq, at, actor, kind, subject, cause, data };
    project(this, event);
    this.#within?.(this, event as AnyEvent);
    this.#fresh.push(event as AnyEvent);
    return seq;
  }

  /** Is called for each event within its transaction: what is said about a fact is written with the fact. */
  within(write: (tx: LedgerTx, event: AnyEvent) => void): void {
    this.#within = write;
  }

  /** Runs reads that must see one and the same state, also while another process writes. */
  consistently<T>(read: () => T): T {
    if (!this.readonly || this.#db.inTransaction) return read();
    this.#db.exec('begin');
    try {
      return read();
    } finally {
      this.#db.exec('commit');
    }
  }

  /** Commits what a batch has gathered. */
  flush(): void {
    if (!this.#open && this.#later.size === 0) return;
    this.#begin();
    this.#depth = 1;
    try {
      this.#commit();
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#depth = 0;
    }
  }

  /** Copies what is committed from the log into the file, as far as nobody reads it: for moments at which nobody waits for a commit. */
  checkpoint(): void {
    if (!this.#db.open || this.#open || this.path === ':memory:') return;
    try {
      this.#db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (storageFaultOf(error) === undefined) throw error;
      this.#unwritable?.(error);
    }
  }

  close(): void {
    if (!this.#db.open) return;
    if (!this.readonly) this.flush();
    this.#statements.clear();
    this.#db.close();
  }

  #begin(): void {
    if (this.#open) return;
    this.#statements.of('begin immediate').run();
    this.#open = true;
  }

  #commit(): void {
    this.#settle();
    if (this.#seq !== this.#savedSeq) this.#statements.of(SAVE_HEAD).run(`${this.#seq} ${this.#hash}`);
    this.#statements.of('commit').run();
    this.#open = false;
    this.#savedSeq = this.#seq;
    this.#uncommitted = 0;
  }

  #rollback(): void {
    this.#rows.clear();
    this.#later.clear();
    this.#fresh = [];
    this.#uncommitted = 0;
    // SQLite ends a transaction by itself after some errors.
    if (this.#db.inTransaction) this.#db.exec('rollback');
    this.#open = false;
    this.#reload();
  }

  /** Writes what waits, so that whoever reads sees it. Between transactions a failure takes the whole batch back. */
  #settle(): void {
    if (this.#rows.isEmpty && this.#later.size === 0) return;
    const depth = this.#depth;
    this.#begin();
    this.#depth = 1;
    try {
      this.#rows.write(this.#runRows);
      if (this.#later.size > 0) {
        const later = this.#later;
        this.#later = new Map();
        for (const write of later.values()) write();
        this.#rows.write(this.#runRows);
      }
    } catch (error) {
      if (depth === 0) this.#rollback();
      throw error;
    } finally {
      this.#depth = depth;
    }
  }

  readonly #runRows = (sql: string, cells: readonly Cell[]): unknown => this.#statements.of(sql).run(cells);

  #reload(): void {
    const head = this.get<Pick<EventRow, 'seq' | 'hash'>>('select seq, hash from event order by seq desc limit 1');
    this.#seq = head?.seq ?? 0;
    this.#hash = head?.hash ?? GENESIS;
    this.#savedSeq = this.#seq;
    // Who only reads may have come because of a row that cannot be loaded, and may not need the memory at all.
    this.#memory = this.readonly ? undefined : loadMemory(this);
  }

  #tell(): void {
    if (this.#fresh.length === 0) return;
    const events = this.#fresh;
    this.#fresh = [];
    for (const event of events) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (error) {
          this.#report(error);
        }
      }
    }
  }

  #isoNow(): string {
    const now = this.#clock.now();
    if (now !== this.#told) {
      this.#told = now;
      this.#toldIso = toIso(now);
    }
    return this.#toldIso;
  }
}

/** Nobody asked to hear of failing listeners: the process does. */
function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
