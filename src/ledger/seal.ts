import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import type { Reader } from './core.ts';

/** Rows that no event can rebuild (what was said, what was delivered, which job ran) carry a hash of themselves, so that an edit shows. */
export const sealOf = (row: Record<string, string | number | null>): string => {
  const { seal: _, ...rest } = row;
  return sha256(canonicalJson(rest as Json)).slice(0, 32);
};

export const SEALED = ['trace', 'outbox', 'inbox', 'job_run'] as const;

/** A sealed row that does not fit its seal, or a number that is missing although it was once given out. */
export interface SealBreak {
  readonly table: (typeof SEALED)[number];
  readonly id: number;
  readonly expected: string;
  readonly found: string;
}

/** Checks every sealed row, and that no row is missing: pruning takes only the oldest. */
export function findSealBreaks(ledger: Reader): SealBreak[] {
  const breaks: SealBreak[] = [];
  for (const table of SEALED) {
    let before: number | undefined;
    for (const row of ledger.all<Record<string, string | number | null> & { id: number; seal: string }>(`select * from ${table} order by id`)) {
      const expected = sealOf(row);
      if (expected !== row.seal) breaks.push({ table, id: row.id, expected, found: row.seal });
      if (before !== undefined && row.id !== before + 1) breaks.push({ table, id: before + 1, expected: 'a row', found: 'none' });
      before = row.id;
    }
    const last = ledger.get<{ seq: number }>('select seq from sqlite_sequence where name = ?', table)?.seq ?? 0;
    if (last > 0 && before !== last) breaks.push({ table, id: last, expected: 'a row', found: 'none' });
  }
  return breaks;
}
