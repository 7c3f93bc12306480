import { type Cell, TABLE_COUNT, type Table } from './table.ts';

/** Runs one statement with all its cells. */
export type Run = (sql: string, cells: readonly Cell[]) => unknown;

interface Waiting {
  readonly table: Table;
  /** Cells of all rows, one row after the other, in lots of one bulk insert. */
  lots: Cell[][];
  rows: number;
  /** Which row an id has, for tables whose rows change. */
  readonly numbers: Map<string, number>;
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
      waiting = { table, lots: [], rows: 0, numbers: new Map() };
      this.#waiting[table.place] = waiting;
    }
    if (id !== undefined) waiting.numbers.set(id, waiting.rows);
    if (waiting.rows % table.rowsAtOnce === 0) waiting.lots.push([]);
    const lot = waiting.lots[waiting.lots.length - 1] as Cell[];
    for (let i = 0; i < row.length; i++) lot.push(row[i] as Cell);
    waiting.rows++;
    this.#rows++;
  }

  /** Changes a cell of a row that was inserted with its id, whether it still waits or is written. */
  change(table: Table, id: string, column: string, cell: Cell): void {
    const waiting = this.#waiting[table.place];
    const number = waiting?.numbers.get(id);
    if (waiting === undefined || number === undefined) {
      this.#changes.set(`${table.name} ${column} ${id}`, { table, id, column, cell });
      return;
    }
    const inLot = number % table.rowsAtOnce;
    const lot = waiting.lots[(number - inLot) / table.rowsAtOnce] as Cell[];
    lot[inLot * table.columns.length + table.columns.indexOf(column)] = cell;
  }

  /** Writes everything, in the order of the foreign keys. */
  write(run: Run): void {
    for (const waiting of this.#waiting) {
      if (waiting === undefined || waiting.rows === 0) continue;
      for (const lot of waiting.lots) writeLot(waiting.table, lot, run);
      waiting.lots = [];
      waiting.rows = 0;
      waiting.numbers.clear();
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

function writeLot({ columns, rowsAtOnce, insertOne, insertMany }: Table, lot: readonly Cell[], run: Run): void {
  const width = columns.length;
  if (lot.length === rowsAtOnce * width) run(insertMany, lot);
  else for (let at = 0; at < lot.length; at += width) run(insertOne, lot.slice(at, at + width));
}
