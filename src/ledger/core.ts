import type { Memory } from './memory.ts';
import type { Cell, Table } from './table.ts';

/** Reading SQL; every query module takes this, so that it also works on a ledger that was opened for reading only. */
export interface Reader {
  get<Row>(sql: string, ...cells: Cell[]): Row | undefined;
  all<Row>(sql: string, ...cells: Cell[]): Row[];
}

/** What projections write through: statements and the memory that is kept beside the rows. */
export interface Core extends Reader {
  readonly memory: Memory;
  run(sql: string, ...cells: Cell[]): void;
  /** Writes a row before the commit, or before the next read or `run`. `id` for rows that `change` may be asked for. */
  insert(table: Table, row: readonly Cell[], id?: string): void;
  /** Changes one column of the row with this id, whether it still waits or is written. */
  change(table: Table, id: string, column: string, cell: Cell): void;
  /** Runs `write` once before the commit, however often it was asked for under the same key. */
  later(key: string, write: () => void): void;
}
