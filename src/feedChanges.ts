import type { SteppedFeed } from '#src/feed/port.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

/** Writes down when the prices of a market stop and when they are back. */
export function noteFeed(ledger: Ledger, feed: Pick<SteppedFeed, 'follow'>): void {
  feed.follow?.(({ market, alive, reason }) =>
    ledger.transact((tx) => tx.append({ kind: alive ? 'feed.recovered' : 'feed.died', subject: market, actor: 'feed', data: { reason } })),
  );
}

/** Markets whose prices had stopped when the ledger was last written to. */
export function deadFeeds(ledger: Ledger, markets: readonly string[]): ReadonlySet<string> {
  const seq = (kind: 'feed.died' | 'feed.recovered', market: string): number => lastEvent(ledger, kind, market)?.seq ?? 0;
  return new Set(markets.filter((market) => seq('feed.died', market) > seq('feed.recovered', market)));
}
