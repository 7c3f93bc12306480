import type { Invariant } from '#src/audit/invariant.ts';
import { ChainWalk, savedHead } from '#src/ledger/verify.ts';

/** INV-8. */
export const hashChain: Invariant = {
  id: 'INV-8',
  says: 'Each event carries the hash of itself and the one before it, and no number is missing.',
  start({ ledger }) {
    const walk = new ChainWalk();
    return {
      row: (row) => walk.step(row),
      finish() {
        const { events, breaks } = walk.finish(savedHead(ledger));
        return { rows: events, faults: breaks.map(({ seq, expected, found }) => ({ row: `event ${seq}`, expected, found })) };
      },
    };
  },
};
