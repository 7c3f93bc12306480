import { type Instant, instant, later, VirtualClock } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { type PaperVenue, paperVenue } from '#src/venue/paper/paperVenue.ts';
import { PAPER_DEFAULTS, type PaperSettings } from '#src/venue/paper/settings.ts';
import { Recorder } from './recorder.ts';
import { PERPETUAL, SPOT, type VenueWorld } from './world.ts';

export interface PaperWorld extends VenueWorld {
  readonly venue: PaperVenue;
  readonly clock: VirtualClock;
}

interface Wanted {
  readonly settings?: Partial<PaperSettings>;
  readonly markets?: readonly Market[];
  readonly fundingPct?: (market: string, at: Instant) => number;
}

/** A paper venue with the contract's markets. It answers before its calls return, so there is never anything to wait for. */
export function paperWorld({ settings = {}, markets = [SPOT, PERPETUAL], fundingPct = () => 0 }: Wanted = {}): PaperWorld {
  const clock = new VirtualClock(instant(Date.UTC(2026, 0, 5, 9)));
  const venue = paperVenue({ name: 'paper', markets, clock, settings: { ...PAPER_DEFAULTS, ...settings }, fundingPct });
  const heard = new Recorder();
  venue.connect(heard);
  return {
    venue,
    clock,
    heard,
    capabilities: {
      spot: true,
      minNotional: true,
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
