import type { Ledger } from '#src/ledger/ledger.ts';
import { doubledMessage } from './doubledMessage.ts';
import { doubleFunding } from './doubleFunding.ts';
import { eventWithoutRows } from './eventWithoutRows.ts';
import { feeSign } from './feeSign.ts';
import { lostFill } from './lostFill.ts';
import { missedScore } from './missedScore.ts';
import { positionNotReduced } from './positionNotReduced.ts';
import { roundedAmount } from './roundedAmount.ts';
import { skippedPosting } from './skippedPosting.ts';
import { statusBackwards } from './statusBackwards.ts';

/** Ledgers that are wrong on purpose: each changes a ledger that was just opened, from outside. The checks of this project must catch every one. */
export const WRONG: Readonly<Record<string, (ledger: Ledger) => void>> = {
  skippedPosting,
  roundedAmount,
  doubleFunding,
  missedScore,
  lostFill,
  feeSign,
  doubledMessage,
  positionNotReduced,
  eventWithoutRows,
  statusBackwards,
};
