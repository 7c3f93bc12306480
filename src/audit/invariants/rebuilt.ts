import type { Fault, Invariant } from '#src/audit/invariant.ts';
import { findDifferences } from '#src/ledger/compare.ts';

/** INV-17 and INV-18: the projections are functions of the events alone, so running them again gives the same rows. */
export const rebuilt: Invariant = {
  id: 'INV-18',
  says: 'Every row follows from the events: replaying all of them gives the same tables.',
  start: (world) => ({
    finish() {
      const { stopped } = world.rebuilt;
      if (stopped !== undefined) {
        // What the rows should be from here on cannot be known; the chain says which event was changed.
        return { rows: 0, faults: [{ row: `event ${stopped.seq}`, expected: 'an event that can be applied', found: stopped.why }] };
      }
      const { rows, differences } = findDifferences(world.rebuilt, world.ledger);
      // What is first in time is told first: of many only the first are told.
      const inTime = differences.toSorted((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER));
      const faults = inTime.map(({ table, id, seq, column, expected, found }): Fault => {
        const row = `${table} ${id}${seq === undefined ? '' : ` (event ${seq})`}`;
        return column === undefined ? { row, expected, found } : { row, expected: `${column} ${expected}`, found: `${column} ${found}` };
      });
      return { rows, faults };
    },
  }),
};
