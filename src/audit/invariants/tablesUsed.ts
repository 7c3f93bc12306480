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
      const code = sourcesIn(LEDGER_SOURCES);
      for (const table of tableNames(ledger)) {
        faults.look();
        for (const [what, pattern] of Object.entries(useOf(table)))
          if (!pattern.test(code)) faults.add(`table ${table}`, `a ${what} in src/ledger`, 'none');
      }
      return faults;
    },
  }),
};

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
