import { readdirSync, readFileSync } from 'node:fs';
import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { tableNames } from '#src/ledger/compare.ts';

const LEDGER_SOURCES = new URL('../../ledger/', import.meta.url);

/** RT-002. */
export const tablesUsed: Invariant = {
  id: 'TABLES',
  says: 'Every table has code that writes it and code that reads it.',
  start: ({ ledger }) => ({
    finish() {
      const faults = new Faults();
      for (const table of tableNames(ledger)) {
        faults.look();
        for (const what of missingOf(table)) faults.add(`table ${table}`, `a ${what} in src/ledger`, 'none');
      }
      return faults;
    },
  }),
};

/** By table, what no code does with it. The code that runs is the one that was read at the start: it is looked through once. */
const missing = new Map<string, readonly string[]>();
let code: string | undefined;

function missingOf(table: string): readonly string[] {
  const known = missing.get(table);
  if (known !== undefined) return known;
  code ??= sourcesIn(LEDGER_SOURCES);
  const found: string[] = [];
  for (const [what, pattern] of Object.entries(useOf(table))) if (!pattern.test(code)) found.push(what);
  missing.set(table, found);
  return found;
}

/** How code that writes, and code that reads, a table looks. */
function useOf(table: string): { readonly writer: RegExp; readonly reader: RegExp } {
  const name = `\\\\?"?${table}\\\\?"?(?![\\w"])`;
  return {
    writer: new RegExp(`insert (?:or replace )?into ${name}|(?:insertSql|tableOf)\\('${table}'`),
    reader: new RegExp(`(?:from|join) ${name}`),
  };
}

function sourcesIn(folder: URL): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return names.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
}
