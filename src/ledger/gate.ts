import { CannotStart } from '#src/domain/errors.ts';
import type { Ledger } from './ledger.ts';
import { verifyChain } from './verify.ts';

/** How far back a start looks; all of it is looked at by `heron verify`. */
const NEWEST = 1_000;

/**
 * Before anything is written to a ledger: its newest events must be the ones that were committed last. The first commit would record a new head and
 * with it cover up a tail that was cut off. Throws CannotStart.
 */
export function checkNewest(ledger: Ledger): void {
  const { ok, firstBad } = verifyChain(ledger, Math.max(1, ledger.head.seq - NEWEST));
  if (ok) return;
  throw new CannotStart(
    'ledger-changed',
    `The ledger ${ledger.path} was changed outside of Heron: event ${firstBad?.seq} is ${firstBad?.what}.`,
    'Nothing was written. heron verify names every change; restore the last good copy of the file.',
  );
}
