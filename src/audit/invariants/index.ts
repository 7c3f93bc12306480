import type { Invariant } from '#src/audit/invariant.ts';
import { approvedEntries } from './approvedEntries.ts';
import { balancedBooks } from './balancedBooks.ts';
import { entryWithinOrder } from './entryWithinOrder.ts';
import { hashChain } from './hashChain.ts';
import { jobsRan } from './jobsRan.ts';
import { ledgerEqualsVenue } from './ledgerEqualsVenue.ts';
import { markedEquity } from './markedEquity.ts';
import { memoryEqualsLedger } from './memoryEqualsLedger.ts';
import { oneAcceptance } from './oneAcceptance.ts';
import { pricedFills } from './pricedFills.ts';
import { quietInLockdown } from './quietInLockdown.ts';
import { quietWhileHalted } from './quietWhileHalted.ts';
import { rebuilt } from './rebuilt.ts';
import { scoredTrades } from './scoredTrades.ts';
import { sealed } from './sealed.ts';
import { settingsRead } from './settingsRead.ts';
import { soundFile } from './soundFile.ts';
import { surfacesAgree } from './surfacesAgree.ts';
import { tablesUsed } from './tablesUsed.ts';
import { terminalStates } from './terminalStates.ts';
import { tradePnl } from './tradePnl.ts';
import { uniqueFills } from './uniqueFills.ts';

/** Everything that must always hold (reliability.md, "Ledger gate and invariants"; issue 2, audit), what the others rest on first. */
export const INVARIANTS: readonly Invariant[] = [
  soundFile,
  hashChain,
  rebuilt,
  sealed,
  oneAcceptance,
  entryWithinOrder,
  approvedEntries,
  quietWhileHalted,
  quietInLockdown,
  uniqueFills,
  balancedBooks,
  terminalStates,
  pricedFills,
  scoredTrades,
  tradePnl,
  markedEquity,
  surfacesAgree,
  memoryEqualsLedger,
  ledgerEqualsVenue,
  tablesUsed,
  settingsRead,
  jobsRan,
];
