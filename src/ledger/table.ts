/** What a column can hold. */
export type Cell = string | number | null;

/** SQL that inserts rows of `columns`; a reserved word as a name is quoted. */
export function insertSql(table: string, columns: readonly string[], rows = 1): string {
  const places = `(${columns.map(() => '?').join(', ')})`;
  return `insert into "${table}" (${columns.map((one) => `"${one}"`).join(', ')}) values ${Array.from({ length: rows }, () => places).join(', ')}`;
}

/** Tables whose rows are written in bulk before a commit, those first that others point to. */
const IN_BULK = ['event', 'condition', 'approval', 'order', 'fill', 'funding', 'posting', 'trade', 'mark', 'trace', 'job_run'] as const;

/** How many cells one bulk insert binds, about: more rows per statement save little beyond this. */
const CELLS_PER_STATEMENT = 128;

/** A table whose rows are written in bulk. */
export interface Table {
  readonly name: string;
  /** Its place among the others, so that a row is written after those that it points to. */
  readonly place: number;
  readonly columns: readonly string[];
  /** Rows in one bulk insert. */
  readonly rowsAtOnce: number;
  readonly insertOne: string;
  readonly insertMany: string;
}

export const TABLE_COUNT = IN_BULK.length;

export function tableOf(name: (typeof IN_BULK)[number], columns: readonly string[]): Table {
  const rowsAtOnce = Math.max(2, Math.floor(CELLS_PER_STATEMENT / columns.length));
  return {
    name,
    place: IN_BULK.indexOf(name),
    columns,
    rowsAtOnce,
    insertOne: insertSql(name, columns),
    insertMany: insertSql(name, columns, rowsAtOnce),
  };
}

/** Cells of a row in the order of its columns, and after them the event that it comes from. */
export function cellsOf<Column extends string>(columns: readonly Column[], row: Readonly<Record<Column, Cell>>, seq: number): Cell[] {
  const cells: Cell[] = [];
  for (let i = 0; i < columns.length; i++) cells.push(row[columns[i] as Column]);
  cells.push(seq);
  return cells;
}
