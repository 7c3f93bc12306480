/** What a column can hold. */
export type Cell = string | number | null;

/** SQL that inserts one row of `columns`; a reserved word as a name is quoted. */
export const insertSql = (table: string, columns: readonly string[]): string =>
  `insert into "${table}" (${columns.map((one) => `"${one}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`;
