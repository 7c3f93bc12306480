import type { Ledger } from '#src/ledger/ledger.ts';

/** What closed trades teach about their market is never written down. */
export function missedScore(ledger: Ledger): void {
  const later = ledger.later.bind(ledger);
  ledger.later = (key, write) => {
    if (!/^score\|[^|]*\|market\|/.test(key)) later(key, write);
  };
}
