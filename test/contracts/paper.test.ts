import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import { paperVenue } from '#src/venue/paper/paperVenue.ts';
import { PAPER_DEFAULTS } from '#src/venue/paper/settings.ts';
import { Recorder } from './recorder.ts';
import { venueContract } from './venueContract.ts';
import { PERPETUAL, SPOT, type VenueWorld } from './world.ts';

/** The paper venue answers before its calls return, so there is never anything to wait for. */
function paperWorld(): VenueWorld {
  const clock = new VirtualClock(instant(Date.UTC(2026, 0, 5, 9)));
  const venue = paperVenue({ name: 'paper', markets: [SPOT, PERPETUAL], clock, settings: PAPER_DEFAULTS });
  const heard = new Recorder();
  venue.connect(heard);
  return {
    venue,
    heard,
    capabilities: {
      stops: true,
      spotReduceOnly: true,
      partialFills: true,
      deadlines: true,
      perpetuals: true,
      funding: true,
      liquidation: true,
    },
    deposit: (asset, amount) => venue.deposit(asset, decimal(amount)),
    setQuote(market, { bid, ask, last = (bid + ask) / 2, bidSize = Number.POSITIVE_INFINITY, askSize = Number.POSITIVE_INFINITY }) {
      venue.quote({ market, bid, ask, last, bidSize, askSize, at: clock.now() });
    },
    setFundingPct: (market, pct) => venue.setFundingPct(market, pct),
    advance: (ms) => clock.advanceTo(later(clock.now(), ms)),
    now: () => clock.now(),
    settle: async () => {},
  };
}

venueContract('paper', paperWorld);
