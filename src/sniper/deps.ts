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
  /** Live: hash of venue, account and limits that a `/live` has to have been given for. */
  readonly liveBound?: string | undefined;
  readonly settings: Settings;
  /** Value of an indicator over a market's closed candles, undefined until it is warm. */
  readonly indicator: (market: string, ref: IndicatorRef) => Pair | undefined;
  /** Funding of a perpetual per interval, percent; 0 for spot. */
  readonly fundingPct: (market: string) => number;
  /** Perpetual against index, percent; undefined where it is not known. */
  readonly basisPct: (market: string) => number | undefined;
  /**
   * Whether a second source has the price that a market was quoted at last: asked before an entry, which cannot be taken back. Undefined where there is
   * one source only. After a no it is worth asking again with the next price.
   */
  readonly confirmed?: ((market: string) => boolean) | undefined;
  /** Hears, once per condition, that an entry waits because only one source has its price. */
  readonly unconfirmed?: ((conditionId: string, market: string) => void) | undefined;
  /** What a market is like at a moment: what regime rules are held against. */
  readonly marketState: (market: string, at: Instant) => MarketState;
}
