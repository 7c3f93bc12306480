import type { Instant } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order, OrderSide, OrderType } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';

/** A part of a fee in another asset than the rest of it. */
export interface VenueFeePart {
  /** In `asset`; negative for a rebate. */
  readonly amount: Decimal;
  readonly asset: string;
  /** Price of one `asset` in the market's quote asset when it is neither base nor quote. */
  readonly rate?: Decimal | undefined;
}

/** One execution as the venue reports it. */
export interface VenueFill {
  readonly venueFillId: string;
  readonly clientOrderId: string;
  readonly market: string;
  readonly side: OrderSide;
  readonly amount: Decimal;
  readonly price: Decimal;
  /** In `feeAsset`; negative for a rebate. */
  readonly fee: Decimal;
  readonly feeAsset: string;
  /** Price of one `feeAsset` in the market's quote asset when it is neither base nor quote. */
  readonly feeRate?: Decimal | undefined;
  /** Where one fee comes in several assets: what is not in `feeAsset`. */
  readonly otherFees?: readonly VenueFeePart[] | undefined;
  readonly liquidity: 'maker' | 'taker';
  /** `bid/ask/last@ISO`: the quote that a paper fill was made from; empty at a real venue. */
  readonly quote: string;
  readonly at: Instant;
}

export interface VenueFunding {
  readonly venueFundingId: string;
  readonly market: string;
  /** Paid (positive) or received (negative), in `asset`. */
  readonly amount: Decimal;
  readonly asset: string;
  readonly at: Instant;
}

/** The venue's own view of an order. */
export interface VenueOrder {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly market: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly amount: Decimal;
  readonly filled: Decimal;
  readonly price?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  readonly reduceOnly: boolean;
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';
  readonly at: Instant;
}

/** Open quantity at the venue: signed, negative for short; perpetuals only (spot holdings are balances). */
export interface VenuePosition {
  readonly market: string;
  readonly amount: Decimal;
  readonly entryPrice: Decimal;
  readonly leverage: number;
  /** Price at which the venue would close it by force, if it has one. */
  readonly liquidationPrice?: Decimal | undefined;
}

/**
 * Where a venue reports. Paper reports before `submit` returns, a network venue later; the order of reports for one order is accepted, fills,
 * then at most one of canceled. `unknown` means that nobody can say yet whether the venue took it.
 */
export interface VenueSink {
  accepted(report: { clientOrderId: string; venueOrderId: string; at: Instant }): void;
  /** `reached`: it refused a stop because the price is beyond it already. */
  rejected(report: { clientOrderId: string; reason: string; at: Instant; reached?: true }): void;
  unknown(report: { clientOrderId: string; reason: string; at: Instant }): void;
  fill(report: VenueFill): void;
  canceled(report: { clientOrderId: string; reason: string; at: Instant }): void;
  funding(report: VenueFunding): void;
  /** The venue closes a position by force: the fill that follows belongs to `clientOrderId`, an order that the venue itself made. */
  liquidated(report: { market: string; clientOrderId: string; venueOrderId: string; side: OrderSide; amount: Decimal; at: Instant }): void;
}

/** What differs between venues and what Heron must know about it before it relies on it. */
export interface VenueProfile {
  /** Percent of notional. */
  readonly makerFeePct: number;
  readonly takerFeePct: number;
  /** Expected slippage of a market order, in basis points, for guards and previews. */
  readonly slippageBps: number;
  /** False where nothing rests at the venue to protect a position. */
  readonly nativeStops: boolean;
  /** Longest that an order may be under way before the venue refuses it; 0 if the venue enforces none. */
  readonly deadlineMs: number;
  /** Longest that a lookup may lag behind what the venue has taken: after deadline and this much, absence can be proven. */
  readonly readLagMs: number;
  /** How long after its end a lookup still finds an order; for what is older, "not there" proves nothing. Absent: for good. */
  readonly lookupHorizonMs?: number | undefined;
  /** What the venue cannot do and a person has to watch instead, as sentences; empty where Heron is on its own. */
  readonly supervised: readonly string[];
}

/** One list of several, with the open orders in it: while a stop of the markets that it is about waits, it is there and nowhere else. */
export interface StopList {
  readonly orders: readonly VenueOrder[];
  readonly isAbout: (market: string) => boolean;
}

/** Money that came to the account (positive) or left it (negative) without a trade. */
export interface VenueTransfer {
  readonly venueTransferId: string;
  readonly asset: string;
  readonly amount: Decimal;
  readonly at: Instant;
}

/** The narrow surface that a real venue can serve. */
export interface Venue {
  readonly name: string;
  readonly mode: 'paper' | 'live';
  readonly profile: VenueProfile;
  markets(): readonly Market[];
  /** Reports go to this sink; called once, before anything else. */
  connect(sink: VenueSink): void;
  /** Sends an order that was written to the ledger before. Never throws; the answer comes through the sink. */
  submit(order: Cleared<Order>): void;
  /** Asks to cancel; the answer comes through the sink, and a fill may still come first. Unknown ids are ignored. */
  cancel(clientOrderId: string, market: string): void;
  orderById(clientOrderId: string, market: string): Promise<VenueOrder | undefined>;
  /** `hears` is told of a list of stops as soon as it is there, also where another list then fails. Venues with one list of all orders tell nothing early. */
  openOrders(hears?: (list: StopList) => void): Promise<readonly VenueOrder[]>;
  closedOrders(since: Instant): Promise<readonly VenueOrder[]>;
  fillsSince(since: Instant): Promise<readonly VenueFill[]>;
  /** Asset → what the account holds. */
  balances(): Promise<ReadonlyMap<string, Decimal>>;
  positions(): Promise<readonly VenuePosition[]>;
  time(): Promise<Instant>;
}

/**
 * A venue behind a network. `submit` and `cancel` return at once and call the venue exactly once; what the venue then does with an order (fills,
 * its end) is not reported by itself but read: what it pushes is a hint to read now. Every read rejects with OutsideError, and a read that failed
 * teaches nothing.
 */
export interface NetworkVenue extends Venue {
  readonly mode: 'live';
  /** Loads markets and measures the clock. Rejects with OutsideError. */
  open(): Promise<void>;
  /** Ends streams and lets nothing more go out. */
  close(): Promise<void>;
  /** Calls back when the venue pushed something about orders, fills or positions. Returns what ends it. */
  onHint(heard: () => void): () => void;
  /** Undefined where the venue tells of no funding: it is then said to be unavailable, never taken as zero. */
  fundingSince(since: Instant): Promise<readonly VenueFunding[] | undefined>;
  /** Undefined where the venue tells of no deposits and withdrawals. */
  transfersSince(since: Instant): Promise<readonly VenueTransfer[] | undefined>;
  /** Milliseconds that this machine's clock is ahead of the venue's (negative: behind), by its last answer and the time that has passed since. */
  clockAheadMs(): number;
  /** What the key may do, where the venue tells. */
  permissions(): Promise<KeyPermissions | undefined>;
  /** Has the venue cancel every order when it is not called again in time; 0 switches it off. Undefined where the venue has none. */
  readonly deadMan?: ((withinMs: number) => Promise<void>) | undefined;
}

/** What the venue says that a key may do. */
export interface KeyPermissions {
  readonly canTrade: boolean;
  readonly canWithdraw: boolean;
  /** Undefined where the venue does not tell. */
  readonly ipRestricted: boolean | undefined;
}

/** A venue that lives on quotes (paper). The engine gives it each quote before the sniper sees it. */
export interface QuoteDriven {
  quote(quote: Quote): void;
  /** Nearest last price above (or below) `from` at which something here would happen; ±Infinity for nothing. */
  nextLevel(market: string, from: number, direction: 'up' | 'down'): number;
  /** True while an order waits for the next quote, whatever its price. */
  waits(market: string): boolean;
}
