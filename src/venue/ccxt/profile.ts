import type { Instant } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';

/** What ccxt takes as its last argument: `params`. Values are what the venue's own API documents or what ccxt unifies. */
export type CcxtParams = Readonly<Record<string, unknown>>;
export type MarketKind = Market['kind'];

/** The methods of ccxt that list orders or trades of an account. */
type ListCall =
  | 'fetchOpenOrders'
  | 'fetchClosedOrders'
  | 'fetchCanceledOrders'
  | 'fetchCanceledAndClosedOrders'
  | 'fetchOrders'
  | 'fetchMyTrades';

/** One way to ask a venue about a client order id. The routes of a profile are tried in order, the first hit wins. */
export interface LookupRoute {
  /** The method of ccxt. `fetchOrder` is called as (wireId, symbol, params); lists as (symbol, since, undefined, params). */
  readonly call: 'fetchOrder' | ListCall | 'raw';
  /** For `raw` only: an endpoint that ccxt has no method for. The answer goes through `shape`, then through ccxt's parseOrder. */
  readonly raw?: {
    readonly path: string;
    readonly api: string;
    readonly method: 'GET' | 'POST';
    readonly shape: (answer: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  };
  /**
   * What to pass, from the client order id in the venue's form. Where a list cannot be filtered by it the params are empty and the caller filters.
   */
  readonly params: (wireId: string) => CcxtParams;
  /** `plain`: orders on the book and past ones; `stop`: orders that wait for a trigger, where the venue keeps them apart. */
  readonly of: 'plain' | 'stop';
  /** For which kinds of market the route exists; absent: all of the profile. */
  readonly kinds?: readonly MarketKind[];
}

/** A list call with everything that is needed to see the whole account. */
export interface ListRoute {
  readonly call: ListCall;
  readonly params: CcxtParams;
  /** True where the venue (or ccxt) wants one call per market. */
  readonly perMarket: boolean;
  /** The kind of market that the call is about; absent: all. ccxt takes it from a symbol where one is given. */
  readonly kind?: MarketKind;
  /** Longest span between since and until that one call may cover; absent: no such rule. */
  readonly maxSpanMs?: number;
  /** Kinds of market whose stops wait in this list and in no other; absent where all orders are in one. */
  readonly stopsOf?: readonly MarketKind[];
}

/** A call that tells of money that came or left without a trade. `types`: ccxt's entry types that count, for a ledger that holds trades too. */
interface TransferRoute {
  readonly call: 'fetchDeposits' | 'fetchWithdrawals' | 'fetchLedger';
  readonly params: CcxtParams;
  readonly types?: readonly string[];
}

/**
 * What differs between venues behind ccxt (4.5.84), as read from node_modules/ccxt/js/src/<id>.js. Everything that is not said here is the same
 * everywhere: amounts in base units or contracts, decimal strings, one createOrder per written order.
 */
export interface CcxtProfile {
  /** The id in ccxt: its file is js/src/<id>.js. */
  readonly id: string;
  /** The name for people. */
  readonly title: string;
  readonly kinds: readonly MarketKind[];
  /**
   * How play money is reached: `sandbox` by setSandboxMode(true) (`urls.test`), `demo` by enableDemoTrading(true) (`urls.demo`). Undefined where
   * ccxt has neither: setSandboxMode would empty the addresses there without a word.
   */
  readonly testnet: 'sandbox' | 'demo' | undefined;
  /** What of this profile is different there; absent: nothing. */
  readonly onTestnet?: Partial<Pick<CcxtProfile, 'permissions' | 'transfers'>>;
  /** What ccxt's websocket class of this venue can stream; undefined where ccxt has none (js/src/pro/<id>.js). */
  readonly stream: { readonly tickers: boolean; readonly candles: boolean; readonly account: boolean } | undefined;
  /** The credentials that a private client needs, by ccxt's names. */
  readonly credentials: readonly ('apiKey' | 'secret' | 'password' | 'walletAddress' | 'privateKey')[];
  /** ccxt `options` of every client of this venue. */
  readonly options: CcxtParams;
  /** False where ccxt ignores `rateLimiterAlgorithm: 'rollingWindow'`. */
  readonly rollingWindow: boolean;
  /**
   * Methods to await once after the markets are loaded, because createOrder would otherwise make that read itself, each time, before it sends: a
   * failure of the read would then look like an unknown order.
   */
  readonly prepare: readonly string[];
  /** Methods that the client replaces by one that does nothing: ccxt would act on the account by itself (referrals, fees to third parties). */
  readonly mute: readonly string[];

  readonly clientId: {
    /** 32 lower-case hex to what goes over the wire. */
    readonly toVenue: (clientOrderId: string) => string;
    /** Back; undefined when it is not one of ours. */
    readonly fromVenue: (text: string) => string | undefined;
    /** Where it stands in the raw answer (`order.info`) when ccxt leaves `order.clientOrderId` empty. */
    readonly inInfo: readonly string[];
    /**
     * What the venue refuses a second time: an id of an `open` order only, `recent` ones, or `unproven`: nobody has seen it refuse. It never
     * makes a resend safe.
     */
    readonly unique: 'open' | 'recent' | 'unproven';
  };
  /** The venue's words or codes for "this client order id is taken", searched in the message without regard to case. */
  readonly duplicates: readonly RegExp[];
  /** Words or codes that ccxt files under a definite refusal although they do not say that the order was not taken. */
  readonly unsure: readonly RegExp[];
  /** Words or codes that say that the key is not accepted, where ccxt files them under something else. */
  readonly keyRefused: readonly RegExp[];
  /** Words in which the venue says plainly that nothing was done, where ccxt knows no class for them (its base class is unknown otherwise). */
  readonly plainNo: readonly RegExp[];
  /** Words or codes in which the venue says that the price is beyond a stop already, and none rests; empty where no words say just that. */
  readonly reached: readonly RegExp[];
  /** Words or codes that answer a cancel of an order that is not open any more, where ccxt does not throw OrderNotFound. */
  readonly gone: readonly RegExp[];

  /** How to find one order by our id; at least two different endpoints. */
  readonly lookup: readonly LookupRoute[];
  /** How long after its end the venue still finds an order by client id or in its lists. */
  readonly lookupHorizonMs: number;
  /** Longest that a lookup may lag behind what the venue has taken. */
  readonly readLagMs: number;
  /** Every open order of the account, conditional ones too. */
  readonly openOrders: readonly ListRoute[];
  readonly closedOrders: readonly ListRoute[];
  readonly fills: readonly ListRoute[];

  /**
   * Longest that a create may be under way before the venue refuses it, and what to pass for it, from the order's deadline and the moment of
   * sending, both by the venue's clock. Undefined where the venue (or ccxt) enforces none: absence can then never be proven.
   */
  readonly deadline: { readonly lengthMs: number; readonly params: (deadline: Instant, now: Instant) => CcxtParams } | undefined;

  /** Type and params of an order. `stopPrice` as a decimal string, already on a tick. */
  readonly create: (order: CreateShape) => CreateCall;
  /** How a sent order is cancelled by our id, when no venue id is known; undefined where only the venue's id does. */
  readonly cancel: {
    /** By the venue's id: extra params (a resting stop may need another endpoint). */
    readonly byVenueId: (of: 'plain' | 'stop') => CcxtParams;
    /** By our id: what to pass as id and params. */
    readonly byClientId:
      | ((wireId: string, of: 'plain' | 'stop') => { readonly id: string | undefined; readonly params: CcxtParams })
      | undefined;
  };
  /** Whether a protective stop rests at the venue, per kind. */
  readonly stops: Readonly<Partial<Record<MarketKind, boolean>>>;
  /** How leverage is set before the first order on a perpetual; undefined where the venue has none or takes it from elsewhere. */
  readonly leverage: ((leverage: number) => CcxtParams) | undefined;

  /** True where ccxt's fetchFundingHistory works. False is said as "unavailable" where perpetuals are traded, never taken as zero. */
  readonly funding: boolean;
  /** What tells of money that came to or left the account that is traded from; empty where nothing does. */
  readonly transfers: readonly TransferRoute[];
  /** True where ccxt's cancelAllOrdersAfter works by not being called again. `takesStops` says whether it also cancels resting protective stops. */
  readonly deadMan: { readonly takesStops: boolean } | undefined;
  /** The implicit ccxt method that says what a key may do, and how to read its answer; undefined where the venue does not tell. */
  readonly permissions: PermissionCall | undefined;
  /** True where ccxt's fetchTime exists; elsewhere the clock is measured by the `Date` header of a public answer. */
  readonly time: boolean;

  /** Percent of notional, of an account without discounts; the account's own fees are read where ccxt can. */
  readonly makerFeePct: number;
  readonly takerFeePct: number;
  /** Expected slippage of a market order, in basis points. */
  readonly slippageBps: number;
  /** What a person has to watch because the venue (or ccxt) cannot do it: whole sentences, shown before an approval. */
  readonly supervised: readonly string[];
}

/** What of an order a profile needs to know. */
export interface CreateShape {
  readonly kind: MarketKind;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop';
  readonly reduceOnly: boolean;
  readonly stopPrice?: string | undefined;
  /** The client order id in the venue's form. */
  readonly wireId: string;
  readonly leverage: number;
}

/** How far a limit that stands in for a market order may be from the last price, in percent. */
export const CAP_PCT = 1;

export interface CreateCall {
  /** ccxt's type argument. */
  readonly type: 'market' | 'limit';
  /**
   * What ccxt wants as its price argument: the order's limit price, the last price, the stop price, nothing, or `cap`: the last price moved by
   * CAP_PCT to the worse side, on a tick, for a limit order that is to trade at once. The amount always counts the base asset or contracts.
   */
  readonly price: 'limit' | 'last' | 'stop' | 'cap' | 'none';
  readonly params: CcxtParams;
}

export interface PermissionCall {
  /** Implicit method of ccxt, for instance `sapiGetAccountApiRestrictions`. */
  readonly method: string;
  readonly params: CcxtParams;
  /** From the venue's answer; undefined when it does not say. */
  readonly read: (answer: unknown) => { canTrade: boolean; canWithdraw: boolean; ipRestricted: boolean | undefined } | undefined;
}
