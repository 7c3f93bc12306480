import { canonicalJson } from '#src/domain/hash.ts';
import { marketRow } from '#src/ledger/markets.ts';
import type { ReconcileDeps } from './deps.ts';

/**
 * Writes down each known market whose rules the venue has changed since (it loads them daily, and when it refuses an order for them), so that what is
 * sent from now on keeps to the new ones (FI-47). A market that is gone keeps the rules it had.
 */
export function takeRules({ venue, ledger }: Pick<ReconcileDeps, 'venue' | 'ledger'>): void {
  for (const market of venue.markets()) {
    const known = ledger.memory.markets.get(market.symbol);
    if (known === undefined) continue;
    const row = marketRow({ ...market, venue: known.venue });
    if (canonicalJson({ ...row }) === canonicalJson({ ...marketRow(known) })) continue;
    ledger.transact((tx) => tx.append({ kind: 'market.listed', subject: market.symbol, actor: `venue:${venue.name}`, data: row }));
  }
}
