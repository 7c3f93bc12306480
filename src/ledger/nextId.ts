import type { Reader } from './core.ts';
import type { Memory } from './memory.ts';

type Numbered = 'trace' | 'job_run' | 'candle_block';

/** The last numbers that were given out, by the memory of a ledger: a rolled back transaction takes its numbers back with its memory. */
const given = new WeakMap<Memory, Map<Numbered, number>>();

/** The number of the next row of a table that counts its rows, so that a row which still waits to be written has one. Each call gives another. */
export function nextId(tx: Reader & { readonly memory: Memory }, table: Numbered): number {
  let last = given.get(tx.memory);
  if (last === undefined) {
    last = new Map();
    given.set(tx.memory, last);
  }
  const id = (last.get(table) ?? tx.get<{ seq: number }>('select seq from sqlite_sequence where name = ?', table)?.seq ?? 0) + 1;
  last.set(table, id);
  return id;
}
