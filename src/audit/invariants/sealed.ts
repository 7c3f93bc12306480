import type { Invariant } from '#src/audit/invariant.ts';
import { findSealBreaks, SEALED } from '#src/ledger/seal.ts';
import { countRows } from '#src/ledger/soundness.ts';

export const sealed: Invariant = {
  id: 'SEALS',
  says: 'Rows that no event can rebuild (traces, messages, what was said, runs of jobs) fit their seals, and none is missing.',
  start: ({ ledger }) => ({
    finish: () => ({
      rows: SEALED.reduce((sum, table) => sum + countRows(ledger, table), 0),
      faults: findSealBreaks(ledger).map(({ table, id, expected, found }) => ({ row: `${table} ${id}`, expected, found })),
    }),
  }),
};
