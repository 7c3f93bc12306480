import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { ownAddress } from '#src/venue/ccxt/address.ts';
import { ValrPublic } from '#src/venue/valr/publicReads.ts';

const TIMEOUT_MS = 10_000;

/** VALR's public side, at its own address or at that of `venue.url`. Throws CannotStart. */
export function valrPublicOf({ testnet, url }: Pick<Settings['venue'], 'testnet' | 'url'>): ValrPublic {
  if (testnet) throw new CannotStart('no-testnet', 'VALR has no testnet.', 'Set venue.testnet: false, or try it in paper mode.');
  const at = url === '' ? 'https://api.valr.com' : ownAddress(url).origin;
  return new ValrPublic({ fetch: globalThis.fetch, url: at, clock: systemClock(), timeoutMs: TIMEOUT_MS });
}
