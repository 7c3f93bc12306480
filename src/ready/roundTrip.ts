import { parseInstant } from '#src/domain/clock.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { ageOf } from './age.ts';
import { DAY_MS, type ReadyCheck } from './check.ts';

/** Placed, found by our id, not taken twice, canceled: with the keys and from the machine of today. */
export const roundTrip: ReadyCheck = {
  name: 'round trip',
  look({ ledger, clock, settings }) {
    const last = lastEvent(ledger, 'venue.accepted', settings.feed.source);
    const ageMs = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - parseInstant(last.at);
    return {
      ok: last !== undefined && last.data.testnet === settings.venue.testnet && ageMs <= DAY_MS,
      figure: last === undefined ? 'none' : `${ageOf(ageMs)} ago`,
      hint: 'heron ready --probe places the smallest order far from the price and takes it back.',
    };
  },
};
