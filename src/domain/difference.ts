/** What the ledger and the venue can disagree about, by the name that its finding carries. A misspelled one would freeze nothing. */
export type Difference =
  | 'RECON-BALANCE'
  | 'RECON-FILL'
  | 'RECON-FILLS'
  | 'RECON-FUNDS'
  | 'RECON-GHOST'
  | 'RECON-LOST-ORDER'
  | 'RECON-NAKED'
  | 'RECON-OPEN-ORDER'
  | 'RECON-ORDER'
  | 'RECON-ORDER-DIFFERS'
  | 'RECON-QUANTITY'
  | 'RECON-REST'
  | 'RECON-ZOMBIE';
