import { type Blank, borrowBlank } from './blank.ts';
import type { Core } from './core.ts';
import { type AnyEvent, type EventRow, eventOf } from './event.ts';
import { emptyMemory, type Memory } from './memory.ts';
import { Pending } from './pending.ts';
import { project } from './project.ts';
import type { Statements } from './statements.ts';
import type { Cell, Table } from './table.ts';

/** Rows that wait before they are inserted together. */
const MOST_WAITING = 2_000;

/**
 * A second ledger in memory, made from nothing but events by the same projections. What it holds is what the ledger's rows must hold
 * (INV-17, INV-18). It keeps no events of its own.
 */
export class Rebuild implements Core, Disposable {
  readonly memory: Memory = emptyMemory();
  /** The first event that could not be applied, with the reason; from there on the rows cannot be known. */
  stopped: { readonly seq: number; readonly why: string } | undefined;
  /** Borrowed when it is first asked for: checks that walk over no events need none. */
  #blank: Blank | undefined;
  readonly #later = new Map<string, () => void>();
  readonly #rows = new Pending();
  #waiting = 0;
  #seq = 0;

  get #statements(): Statements {
    this.#blank ??= borrowBlank();
    return this.#blank.statements;
  }

  /** Applies one event; after one that cannot be applied the rest is ignored. */
  apply(event: AnyEvent): void {
    if (this.stopped !== undefined) return;
    this.#seq = event.seq;
    try {
      project(this, event);
    } catch (error) {
      this.stop(event.seq, error);
    }
  }

  /** Gives up at an event that cannot even be read. */
  stop(seq: number, error: unknown): void {
    this.stopped ??= { seq, why: error instanceof Error ? error.message.replace(/^bug: /, '') : String(error) };
  }

  /** Writes what waits for a commit. */
  finish(): void {
    try {
      for (const write of this.#later.values()) write();
      this.#later.clear();
      this.#write();
    } catch (error) {
      this.#rows.clear();
      this.stop(this.#seq, error);
    }
  }

  get<Row>(sql: string, ...cells: Cell[]): Row | undefined {
    this.#write();
    return this.#statements.of(sql).get(cells) as Row | undefined;
  }

  all<Row>(sql: string, ...cells: Cell[]): Row[] {
    this.#write();
    return this.#statements.of(sql).all(cells) as Row[];
  }

  run(sql: string, ...cells: Cell[]): void {
    this.#write();
    this.#statements.of(sql).run(cells);
  }

  insert(table: Table, row: readonly Cell[], id?: string): void {
    this.#rows.insert(table, row, id);
    if (++this.#waiting >= MOST_WAITING) this.#write();
  }

  change(table: Table, id: string, column: string, cell: Cell): void {
    this.#rows.change(table, id, column, cell);
  }

  later(key: string, write: () => void): void {
    this.#later.set(key, write);
  }

  [Symbol.dispose](): void {
    this.#blank?.giveBack();
    this.#blank = undefined;
  }

  #write(): void {
    if (this.#rows.isEmpty) return;
    this.#waiting = 0;
    this.#rows.write((sql, cells) => this.#statements.of(sql).run(cells));
  }
}

/** Rebuilds a ledger from its events. Dispose of it after use. */
export function rebuild(rows: Iterable<EventRow>): Rebuild {
  const fresh = new Rebuild();
  for (const row of rows) {
    let event: AnyEvent;
    try {
      event = eventOf(row);
    } catch (error) {
      fresh.stop(row.seq, error);
      break;
    }
    fresh.apply(event);
  }
  fresh.finish();
  return fresh;
}
