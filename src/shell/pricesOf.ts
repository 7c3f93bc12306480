import type { Settings } from '#src/config/settings.ts';

/** What a ledger says that its prices come from; a ledger never mixes two. */
export function pricesOf({ feed, venue }: Pick<Settings, 'feed' | 'venue'>): string {
  if (feed.source === 'simulated') return 'a simulated market';
  return `prices of ${feed.source}${venue.testnet ? ' (testnet)' : ''}${venue.url === '' ? '' : ' at an own address'}`;
}
