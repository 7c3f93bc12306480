import { NO_DEADLINE, NO_STOP, NO_STREAM, READ_LAG_MS } from '#src/venue/ccxt/profiles/common.ts';
import type { VenueProfile } from '#src/venue/port.ts';

/** VALR, spot. */
export const VALR_PROFILE: VenueProfile = {
  makerFeePct: 0.18,
  takerFeePct: 0.35,
  slippageBps: 20,
  nativeStops: false, // its stops are stop-limit orders only
  deadlineMs: 0,
  readLagMs: READ_LAG_MS,
  supervised: [NO_STOP, NO_DEADLINE, NO_STREAM, 'Prices are read every two seconds: what happens between two reads is not seen.'],
};
