import { noteBooking } from './bookings.ts';
import { tableNames } from './compare.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { loadMemory } from './memory.ts';
import { type Cell, insertSql } from './table.ts';

export type Row = Readonly<Record<string, Cell>>;

/** One row as it is and as the events make it. One of the two is missing where a row is gone, or does not belong there. */
export interface Mend {
  readonly table: string;
  /** Names and cells of its primary key. */
  readonly key: Row;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** Whether rows of a table can only ever be added; a trigger holds it. */
export const isAppendOnly = (expected: Reader, table: string): boolean =>
  expected.get("select 1 from sqlite_schema where type = 'trigger' and name = ?", `${table}_no_update`) !== undefined;

/** What has to be done to a row so that it is as the events make it; undefined when it is so already. `id` is its key, parts joined by `/`. */
export function mendOf(expected: Reader, found: Reader, table: string, id: string): Mend | undefined {
  const should = placed(expected, table, id);
  const is = placed(found, table, id);
  const key = should?.key ?? is?.key;
  if (key === undefined) return undefined;
  const [before, after] = [is?.row, should?.row];
  const columns = Object.keys(after ?? before ?? {});
  return columns.every((name) => before?.[name] === after?.[name]) ? undefined : { table, key, before, after };
}

/** The row with this key as it stands in a ledger. */
export const rowById = (ledger: Reader, table: string, id: string): Row | undefined => placed(ledger, table, id)?.row;

function placed(reader: Reader, table: string, id: string): { readonly key: Row; readonly row: Row } | undefined {
  // The name comes out of a text: nothing but a table's name may get into a statement.
  if (!tableNames(reader).includes(table)) return undefined;
  const columns = reader.all<{ name: string; type: string; pk: number }>('select name, type, pk from pragma_table_info(?)', table);
  const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const where = keys.map(({ name }) => `"${name}" = ?`).join(' and ');
  for (const parts of splits(id, keys.length)) {
    const key = Object.fromEntries(keys.map(({ name, type }, i) => [name, type === 'INTEGER' ? Number(parts[i]) : (parts[i] as string)]));
    const row = reader.get<Row>(`select * from "${table}" where ${where}`, ...Object.values(key));
    if (row !== undefined) return { key, row };
  }
  return undefined;
}

/** Every way in which an id falls into so many parts: a market's name holds a `/` itself. */
function* splits(id: string, count: number): Generator<string[], void> {
  if (count === 1) {
    yield [id];
    return;
  }
  for (let at = id.indexOf('/'); at >= 0; at = id.indexOf('/', at + 1))
    for (const rest of splits(id.slice(at + 1), count - 1)) yield [id.slice(0, at), ...rest];
}

/** Makes a row as the events make it. A row of an append-only table can be added, never changed. Throws what SQLite says. */
export function mend(tx: LedgerTx, { table, key, before, after }: Mend): void {
  const where = Object.keys(key)
    .map((name) => `"${name}" = ?`)
    .join(' and ');
  if (after === undefined) tx.run(`delete from "${table}" where ${where}`, ...Object.values(key));
  else if (before === undefined) tx.run(insertSql(table, Object.keys(after)), ...Object.values(after));
  else {
    const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
    const set = changed.map((name) => `"${name}" = ?`).join(', ');
    tx.run(`update "${table}" set ${set} where ${where}`, ...changed.map((name) => after[name] ?? null), ...Object.values(key));
  }
}

/** Reads what is live from the rows again, into the same memory, so that everybody who holds it sees it. */
export function remember(tx: LedgerTx): void {
  const fresh = loadMemory(tx);
  const { memory } = tx;
  for (const [name, read] of Object.entries(fresh)) {
    const kept: unknown = memory[name as keyof typeof memory];
    if (!(kept instanceof Map) || !(read instanceof Map)) continue;
    kept.clear();
    for (const [key, value] of read) kept.set(key, value);
  }
  memory.halt = fresh.halt;
  memory.learning = fresh.learning;
  noteBooking(memory);
}
