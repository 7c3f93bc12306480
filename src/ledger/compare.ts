import type { Reader } from './core.ts';
import { PRUNED_KEYS, SEALED } from './seal.ts';
import type { Cell } from './table.ts';

/** A row that is not as the events make it. `column` is absent for a row that is missing or that no event has made. */
export interface Difference {
  readonly table: string;
  /** Its primary key, parts joined by `/`. */
  readonly id: string;
  /** The event that the row comes from. */
  readonly seq: number | undefined;
  readonly column?: string;
  readonly expected: string;
  readonly found: string;
}

type Row = Readonly<Record<string, Cell>>;

interface Shape {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

const PAGE = 2_000;
const MOST = 200;
/** What follows from something else than events: what is said, heard and done carries seals; the chain checks its own head. */
const NOT_FROM_EVENTS: ReadonlySet<string> = new Set(['event', ...SEALED]);
const OWN_META: ReadonlySet<string> = new Set(['head', ...PRUNED_KEYS]);

/** Compares every table that comes from events, row by row. `rows` counts what was compared; at most 200 differences are named. */
export function findDifferences(expected: Reader, found: Reader): { rows: number; differences: Difference[] } {
  const differences: Difference[] = [];
  let rows = 0;
  for (const shape of shapesOf(expected)) {
    if (!NOT_FROM_EVENTS.has(shape.table)) rows += compareTable(shape, expected, found, differences);
  }
  return { rows, differences };
}

function shapesOf(reader: Reader): Shape[] {
  return tableNames(reader).map((table) => {
    const columns = reader.all<{ name: string; pk: number }>(`select name, pk from pragma_table_info(?) order by cid`, table);
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return { table, columns: columns.map(({ name }) => name), key: key.map(({ name }) => name) };
  });
}

export const tableNames = (reader: Reader): string[] =>
  reader
    .all<{ name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .map(({ name }) => name);

/** Both sides in pages between the same keys, so that neither needs to be in memory as a whole. */
function compareTable(shape: Shape, expected: Reader, found: Reader, differences: Difference[]): number {
  const names = shape.columns.map((name) => `"${name}"`).join(', ');
  const keys = shape.key.map((name) => `"${name}"`).join(', ');
  const places = shape.key.map(() => '?').join(', ');
  const select = `select ${names} from "${shape.table}"`;
  const keyOf = (row: Row): Cell[] => shape.key.map((name) => row[name] ?? null);
  let rows = 0;
  let after: Cell[] | undefined;
  for (;;) {
    const from = after === undefined ? 'true' : `(${keys}) > (${places})`;
    const page = found.all<Row>(`${select} where ${from} order by ${keys} limit ${PAGE}`, ...(after ?? []));
    const last = page.length === PAGE ? keyOf(page.at(-1) as Row) : undefined;
    const to = last === undefined ? 'true' : `(${keys}) <= (${places})`;
    const should = expected.all<Row>(`${select} where ${from} and ${to} order by ${keys}`, ...(after ?? []), ...(last ?? []));
    rows += comparePage(shape, should, page, keyOf, differences);
    if (last === undefined || differences.length >= MOST) return rows;
    after = last;
  }
}

function comparePage(
  shape: Shape,
  expected: readonly Row[],
  found: readonly Row[],
  keyOf: (row: Row) => Cell[],
  differences: Difference[],
): number {
  let i = 0;
  while (i < expected.length && i < found.length && isSame(shape, expected[i] as Row, found[i] as Row)) i++;
  if (i === expected.length && i === found.length) return i;
  const rest = new Map(found.slice(i).map((row) => [keyOf(row).join('/'), row]));
  for (const should of expected.slice(i)) {
    const id = keyOf(should).join('/');
    const is = rest.get(id);
    rest.delete(id);
    if (is !== undefined) differences.push(...differencesOf(shape, id, should, is));
    else if (!isOwn(shape, id)) differences.push({ table: shape.table, id, seq: seqOf(should), expected: 'a row', found: 'none' });
  }
  for (const [id, row] of rest) {
    if (!isOwn(shape, id)) differences.push({ table: shape.table, id, seq: seqOf(row), expected: 'none', found: 'a row' });
  }
  return expected.length;
}

function differencesOf(shape: Shape, id: string, expected: Row, found: Row): Difference[] {
  return shape.columns
    .filter((column) => expected[column] !== found[column])
    .map((column) => ({
      table: shape.table,
      id,
      seq: seqOf(expected),
      column,
      expected: shown(expected[column]),
      found: shown(found[column]),
    }));
}

function isSame({ columns }: Shape, a: Row, b: Row): boolean {
  for (const column of columns) if (a[column] !== b[column]) return false;
  return true;
}

const isOwn = ({ table }: Shape, id: string): boolean => table === 'meta' && OWN_META.has(id);
const seqOf = (row: Row): number | undefined => (typeof row.seq === 'number' ? row.seq : undefined);

const shown = (cell: Cell | undefined): string => {
  const text = cell === null || cell === undefined ? 'nothing' : String(cell);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};
