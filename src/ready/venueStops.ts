import { NO_VENUE, type ReadyCheck } from './check.ts';

/** INV-16 needs a stop that stands at the venue when this machine does not; what else the venue cannot do is said. */
export const venueStops: ReadyCheck = {
  name: 'stops at the venue',
  look({ venue }) {
    if (venue === undefined) return NO_VENUE;
    const { nativeStops, supervised } = venue.profile;
    const deadMan = venue.deadMan === undefined ? 'no dead-man switch' : 'a dead-man switch';
    const watch = supervised.length === 0 ? '' : `; to be watched by a person: ${supervised.join(' ')}`;
    return {
      ok: nativeStops,
      figure: `${nativeStops ? 'stops rest there' : 'NO stop rests there'}, ${deadMan}${watch}`,
      hint: 'Choose a venue or markets where a protective stop can rest; a position without one is naked when this machine fails.',
    };
  },
};
