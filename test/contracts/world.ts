import type { Instant } from '#src/domain/clock.ts';
import { decimal, ONE } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Venue } from '#src/venue/port.ts';
import type { Recorder } from './recorder.ts';

/** True, or the reason why this venue (or its fake) cannot show it; the case is then skipped with that reason. */
type Capability = true | string;

export interface VenueCapabilities {
  /** Holdings can be bought and sold. Where there is none, SPOT is a perpetual with its rules. */
  readonly spot: Capability;
  /** Orders below a smallest notional are refused. */
  readonly minNotional: Capability;
  /** Stop orders rest at the venue. */
  readonly stops: Capability;
  /** A reduce-only sale of spot is bounded by the holdings. */
  readonly spotReduceOnly: Capability;
  /** A quote's size bounds what one order gets from it. */
  readonly partialFills: Capability;
  /** An order whose deadline has passed is refused. */
  readonly deadlines: Capability;
  readonly perpetuals: Capability;
  readonly funding: Capability;
  readonly liquidation: Capability;
}

/** A venue with everything around it that a contract case needs. Each case gets a fresh one, connected, with no money and no quotes. */
export interface VenueWorld {
  readonly venue: Venue;
  readonly capabilities: VenueCapabilities;
  /** Connected as the venue's sink. */
  readonly heard: Recorder;
  deposit(asset: string, amount: string): void | Promise<void>;
  /** What the market shows from now on. Sizes are unlimited unless told; last is the middle unless told. */
  setQuote(market: string, quote: Pick<Quote, 'bid' | 'ask'> & Partial<Pick<Quote, 'last' | 'bidSize' | 'askSize'>>): void | Promise<void>;
  setFundingPct(market: string, pct: number): void | Promise<void>;
  /** Moves time; what falls due on the way is reported at the latest with the next quote. */
  advance(ms: number): void | Promise<void>;
  now(): Instant;
  /** Resolves when everything that is under way has been answered. */
  settle(): Promise<void>;
  /** Longest that an order is under way to the venue; none unless told. */
  readonly travelMs?: number;
  /** Why some plain refusals of this venue are heard as `unknown`; undefined where each no is a no. */
  readonly refusesInDoubt?: string;
  /** Called when the case is over. */
  close?(): Promise<void>;
}

/** The two markets that each world has. */
export const SPOT: Market = {
  symbol: 'BTC/USDT',
  venue: 'contract',
  kind: 'spot',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.01'),
  step: decimal('0.001'),
  minAmount: decimal('0.002'),
  minNotional: decimal('5'),
  contractSize: ONE,
  maxLeverage: 1,
};

export const PERPETUAL: Market = {
  symbol: 'BTC/USDT:USDT',
  venue: 'contract',
  kind: 'perpetual',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.5'),
  step: ONE,
  minAmount: ONE,
  minNotional: decimal('5'),
  contractSize: decimal('0.01'),
  maxLeverage: 20,
};
