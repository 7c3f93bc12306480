import type { Settings } from '#src/config/settings.ts';
import type { KeyFields } from '#src/vault/keyState.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { type VenueOptions, venueOf } from './venueOf.ts';

export interface NetworkVenueOptions extends Pick<VenueOptions, 'clock' | 'noRisk' | 'onTrouble'> {
  readonly settings: Pick<Settings, 'feed' | 'venue' | 'desk'>;
  /** Of the vault. */
  readonly fields: KeyFields;
}

/** The venue that `feed.source` names, with its key, open. Rejects with OutsideError or CannotStart. */
export async function openNetworkVenue({ settings, fields, ...options }: NetworkVenueOptions): Promise<NetworkVenue> {
  const { feed, venue, desk } = settings;
  const opened = await venueOf(feed.source, { ...options, ...venue, symbols: desk.markets, credentials: fields });
  try {
    await opened.open();
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
