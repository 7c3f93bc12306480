import type { Settings } from '#src/config/settings.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { VenueWith } from './testKey.ts';
import { venueOf } from './venueOf.ts';

/** Makes venues for tests of keys. An address of one's own in `venue.url` counts for the venue of `feed.source` alone: no other key goes there. */
export function venueWith({ feed, venue }: Settings, clock: Clock): VenueWith {
  return ({ id }, credentials, testnet, onRefused) =>
    venueOf(id, {
      clock,
      symbols: [],
      credentials,
      testnet,
      url: feed.source === id ? venue.url : '',
      // A handful of calls, and the venue's own budget holds them apart.
      limiter: 'none',
      onTrouble: ({ kind, text }) => {
        if (kind === 'halts') onRefused(text);
      },
    });
}
