import type { Settings } from '#src/config/settings.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Clock, Instant } from '#src/domain/clock.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { IndicatorRef, Pair } from '#src/triggers/trigger.ts';
import type { Venue } from '#src/venue/port.ts';

/** What the sniper works with; the composition root gives it. */
export interface SniperDeps {
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly candles: Candles;
  readonly venue: Venue;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly ledgerId: string;
  readonly settings: Settings;
  /** Value of an indicator over a market's closed candles, undefined until it is warm. */
  readonly indicator: (market: string, ref: IndicatorRef) => Pair | undefined;
  /** Funding of a perpetual per interval, percent; 0 for spot. */
  readonly fundingPct: (market: string) => number;
  /** Perpetual against index, percent; undefined where it is not known. */
  readonly basisPct: (market: string) => number | undefined;
  /** What a market is like at a moment: what regime rules are held against. */
  readonly marketState: (market: string, at: Instant) => MarketState;
}
