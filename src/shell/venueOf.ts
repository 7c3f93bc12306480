import { OutsideError } from '#src/domain/errors.ts';
import type { CcxtVenueOptions } from '#src/venue/ccxt/ccxtVenue.ts';
import type { NetworkVenue } from '#src/venue/port.ts';

/** What any venue is made with, whichever library reaches it. */
export interface VenueOptions extends Pick<CcxtVenueOptions, 'clock' | 'symbols' | 'credentials' | 'limiter' | 'noRisk' | 'onTrouble'> {
  readonly testnet: boolean;
  /** Another address; empty for the venue's own. */
  readonly url: string;
}

/** A venue by the id that settings and keys name it with; nothing is sent before it is opened. Rejects with OutsideError. */
export async function venueOf(id: string, { testnet, url, ...options }: VenueOptions): Promise<NetworkVenue> {
  const own = url === '' ? {} : { url };
  if (id === 'valr') {
    const { valrVenue } = await import('#src/venue/valr/valrVenue.ts');
    return valrVenue({ ...options, ...own, name: id, fetch: globalThis.fetch });
  }
  const { CCXT_PROFILES } = await import('#src/venue/ccxt/profileOf.ts');
  const profile = CCXT_PROFILES.get(id);
  if (profile === undefined)
    throw new OutsideError('no-venue', `Heron has no way to ${id}.`, 'Its key can be kept with --untested; it is not used.');
  const { ccxtVenue } = await import('#src/venue/ccxt/ccxtVenue.ts');
  return ccxtVenue({ ...options, ...own, name: id, profile, testnet });
}
