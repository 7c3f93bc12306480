import type { VenueProfile } from '#src/venue/port.ts';
import { kindOf } from './listRoutes.ts';
import type { CcxtProfile } from './profile.ts';
import type { Rules } from './rules.ts';

/** What Heron is told of a venue: fees as they were read last. */
export function ofVenue(profile: CcxtProfile, symbols: readonly string[], rules: Rules): VenueProfile {
  const kinds = symbols.length === 0 ? profile.kinds : [...new Set(symbols.map(kindOf))];
  return {
    get makerFeePct() {
      return rules.makerFeePct;
    },
    get takerFeePct() {
      return rules.takerFeePct;
    },
    slippageBps: profile.slippageBps,
    nativeStops: kinds.every((kind) => profile.stops[kind] === true),
    deadlineMs: profile.deadline?.lengthMs ?? 0,
    readLagMs: profile.readLagMs,
    lookupHorizonMs: profile.lookupHorizonMs,
    supervised: profile.supervised,
  };
}
