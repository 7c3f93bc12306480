import { type Cell, TABLE_COUNT, type Table } from './table.ts';

/** Runs one statement with all its cells. */
export type Run = (sql: string, cells: readonly Cell[]) => unknown;

interface Waiting {
  readonly table: Table;
  /** Cells of all rows, one row after the other. */
  cells: Cell[];
  /** Where the row with an id begins, for tables whose rows change. */
  readonly starts: Map<string, number>;
}

interface Change {
  readonly table: Table;
  readonly id: string;
  readonly column: string;
  readonly cell: Cell;
}

/**
 * Rows that wait to be written: gathered here and inserted many at a time before a commit, or before anybody reads. A row that changes while it
 * waits (the status of an order in a replay's large transaction) is written once, as it is in the end.
 */
export class Pending {
  readonly #waiting: (Waiting | undefined)[] = Array.from({ length: TABLE_COUNT }, () => undefined);
  /** By table, column and id: cells of rows that are written already. */
  readonly #changes = new Map<string, Change>();
  #rows = 0;

  get isEmpty(): boolean {
    return this.#rows === 0 && this.#changes.size === 0;
  }

  /** `id`: given for rows that `change` may be asked for. */
  insert(table: Table, row: readonly Cell[], id?: string): void {
    let waiting = this.#waiting[table.place];
    if (waiting === undefined) {
      waiting = { table, cells: [], starts: new Map() };
      this.#waiting[table.place] = waiting;
    }
    const { cells } = waiting;
    if (id !== undefined) waiting.starts.set(id, cells.length);
    for (let i = 0; i < row.length; i++) cells.push(row[i] as Cell);
    this.#rows++;
  }

  /** Changes a cell of a row that was inserted with its id, whether it still waits or is written. */
  change(table: Table, id: string, column: string, cell: Cell): void {
    const waiting = this.#waiting[table.place];
    const start = waiting?.starts.get(id);
    if (waiting === undefined || start === undefined) this.#changes.set(`${table.name} ${column} ${id}`, { table, id, column, cell });
    else waiting.cells[start + table.columns.indexOf(column)] = cell;
  }

  /** Writes everything, in the order of the foreign keys. */
  write(run: Run): void {
    for (const waiting of this.#waiting) {
      if (waiting === undefined || waiting.cells.length === 0) continue;
      writeRows(waiting.table, waiting.cells, run);
      waiting.cells = [];
      waiting.starts.clear();
    }
    this.#rows = 0;
    for (const { table, id, column, cell } of this.#changes.values())
      run(`update "${table.name}" set "${column}" = ? where id = ?`, [cell, id]);
    this.#changes.clear();
  }

  /** Forgets everything: the transaction was rolled back. */
  clear(): void {
    this.#waiting.fill(undefined);
    this.#changes.clear();
    this.#rows = 0;
  }
}

function writeRows({ columns, rowsAtOnce, insertOne, insertMany }: Table, cells: readonly Cell[], run: Run): void {
  const width = columns.length;
  const step = rowsAtOnce * width;
  let at = 0;
  for (; at + step <= cells.length; at += step) run(insertMany, cells.slice(at, at + step));
  for (; at < cells.length; at += width) run(insertOne, cells.slice(at, at + width));
}
