import type { Ledger } from '#src/ledger/ledger.ts';
import { isSimulated } from '#src/ledger/ownTime.ts';
import type { ReadyParts } from './check.ts';

/** The ledgers in which something that a person did counts: those of real markets, because a simulated one has a time of its own. */
export const historiesOf = ({ ledger, paper }: Pick<ReadyParts, 'ledger' | 'paper'>): Ledger[] =>
  [ledger, ...(paper === undefined ? [] : [paper])].filter((one) => !isSimulated(one));
