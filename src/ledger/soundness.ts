import type { Reader } from './core.ts';
import { migrated, SCHEMA, type SchemaRow } from './migrated.ts';

/** Faults of the file itself, as SQLite finds them: pages, indexes, and rows that point to nothing. Empty when it is sound. */
export function fileFaults(ledger: Reader): string[] {
  const pages = ledger
    .all<{ quick_check: string }>('select quick_check from pragma_quick_check')
    .filter(({ quick_check }) => quick_check !== 'ok');
  const orphans = ledger.all<{ table: string; rowid: number | null; parent: string }>(
    'select "table", rowid, parent from pragma_foreign_key_check limit 100',
  );
  return [
    ...pages.map(({ quick_check }) => quick_check),
    ...orphans.map(({ table, rowid, parent }) => `row ${rowid ?? '?'} of ${table} points to a row of ${parent} that is not there`),
  ];
}

/** Tables, indexes and triggers that differ from what the migrations make, such as an append-only trigger that was dropped. */
export function schemaFaults(ledger: Reader): { name: string; expected: string; found: string }[] {
  const is = new Map(ledger.all<SchemaRow>(SCHEMA).map((row) => [`${row.type} ${row.name}`, row.sql]));
  const faults: { name: string; expected: string; found: string }[] = [];
  for (const { type, name, sql } of migrated().schema) {
    const key = `${type} ${name}`;
    const found = is.get(key);
    is.delete(key);
    if (found !== sql) faults.push({ name: key, expected: 'as the migrations make it', found: found === undefined ? 'none' : found });
  }
  for (const [key, sql] of is) faults.push({ name: key, expected: 'none', found: sql });
  return faults;
}

/** The schema after all migrations, as SQL text: what test/golden/schema.sql shows. */
export const schemaText = (): string =>
  `${migrated()
    .schema.map(({ sql }) => `${sql};`)
    .join('\n\n')}\n`;

export const countRows = (ledger: Reader, table: string): number =>
  ledger.get<{ n: number }>(`select count(*) as n from "${table}"`)?.n ?? 0;

/** How many tables, indexes and triggers there are. */
export const countSchema = (ledger: Reader): number => countRows(ledger, 'sqlite_schema');
