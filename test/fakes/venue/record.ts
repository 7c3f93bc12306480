import type { Units } from './units.ts';

/** A market and its rules. Decimals as text; rules can change while the exchange runs (`Exchange.change`). */
export interface ListedMarket {
  /** `BTC/USDT` for spot, `BTC/USDT:USDT` for a linear perpetual. */
  readonly symbol: string;
  readonly kind: 'spot' | 'perpetual';
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly step: string;
  readonly minAmount: string;
  readonly minNotional: string;
  /** Base units in one unit of amount; `1` for spot. */
  readonly contractSize: string;
  readonly maxLeverage: number;
  readonly status: 'trading' | 'halted' | 'cancel-only' | 'post-only' | 'delisted';
}

/** What a request for an order says. Amounts are texts as they came over the wire. */
export interface Ask {
  readonly market: string;
  readonly side: 'buy' | 'sell';
  /** A stop becomes a market order, or a limit order when it has a price. */
  readonly type: 'market' | 'limit' | 'stop';
  /** In base units or contracts. Left out only for a market buy by `quoteAmount`. */
  readonly amount?: string | undefined;
  /** A market buy by what it may cost. */
  readonly quoteAmount?: string | undefined;
  readonly price?: string | undefined;
  readonly stopPrice?: string | undefined;
  /** Left out: a sell stop acts when the price falls to it, a buy stop when it rises. A take-profit is the other way round. */
  readonly when?: 'rises' | 'falls' | undefined;
  readonly reduceOnly?: boolean | undefined;
  readonly postOnly?: boolean | undefined;
  readonly clientOrderId?: string | undefined;
  /** Refused when it arrives after this moment (epoch ms). */
  readonly deadline?: number | undefined;
  /** Ends by itself as expired at this moment (epoch ms). */
  readonly expiresAt?: number | undefined;
  /** What the dialect wants to find again on the order (its own order type word, for instance). */
  readonly note?: Readonly<Record<string, string>> | undefined;
}

type OrderState = 'waiting' | 'open' | 'filled' | 'canceled' | 'expired' | 'rejected';

/** One order as the exchange knows it; never changed, only replaced. `waiting` is a stop whose price has not come. */
export interface BookedOrder {
  /** Unique over all markets, by arrival; not shown by every venue. */
  readonly ref: number;
  /** The venue's id; where ids are counted per market, two markets have the same ones. */
  readonly id: string;
  readonly clientOrderId: string | undefined;
  readonly market: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop';
  readonly amount: Units;
  readonly price: Units | undefined;
  readonly stopPrice: Units | undefined;
  readonly when: 'rises' | 'falls';
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  readonly leverage: number;
  readonly state: OrderState;
  readonly filled: Units;
  /** Σ amount × price × contract size. */
  readonly cost: Units;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | undefined;
  readonly triggeredAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** `api` came with the key, `human` by hand on the venue's site, `venue` made by the venue itself (liquidation, deleveraging). */
  readonly origin: 'api' | 'human' | 'venue';
  readonly reason: string;
  readonly note: Readonly<Record<string, string>>;
}

export interface BookedFill {
  readonly ref: number;
  /** The venue's id; counted per market where order ids are. */
  readonly id: string;
  readonly orderRef: number;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly market: string;
  readonly side: 'buy' | 'sell';
  readonly price: Units;
  readonly amount: Units;
  readonly cost: Units;
  /** In `feeAsset`; negative for a rebate. */
  readonly fee: Units;
  readonly feeAsset: string;
  readonly liquidity: 'maker' | 'taker';
  /** Perpetuals: what it brought to the wallet before the fee. */
  readonly realized: Units;
  readonly at: number;
}

/** A wallet line: `total` includes `held`. */
export interface Holding {
  readonly total: Units;
  readonly held: Units;
}

export interface BookedPosition {
  readonly market: string;
  /** Signed: negative for short. */
  readonly amount: Units;
  /** What it was opened for, signed as `amount`; entry price = cost ÷ (amount × contract size). */
  readonly cost: Units;
  readonly entryPrice: Units;
  readonly leverage: number;
  readonly openedAt: number;
  readonly updatedAt: number;
}

export interface BookedFunding {
  readonly id: string;
  readonly market: string;
  readonly asset: string;
  /** What it changed in the wallet: negative was paid, positive received. */
  readonly amount: Units;
  readonly rate: Units;
  readonly at: number;
}

export interface BookedTransfer {
  readonly id: string;
  readonly kind: 'deposit' | 'withdrawal';
  readonly asset: string;
  /** Always positive. */
  readonly amount: Units;
  readonly at: number;
}

/** A price in a market and what is left to take there. `undefined` sizes are unlimited. */
export interface Shown {
  readonly market: string;
  readonly bid: Units;
  readonly ask: Units;
  readonly last: Units;
  readonly bidSize: Units | undefined;
  readonly askSize: Units | undefined;
  readonly at: number;
}

/** What a dialect pushes over its sockets, in the order in which it happened. */
export type Happening =
  | { readonly kind: 'order'; readonly order: BookedOrder }
  | { readonly kind: 'fill'; readonly fill: BookedFill; readonly order: BookedOrder }
  | {
      readonly kind: 'balance';
      readonly asset: string;
      readonly change: Units;
      readonly why: 'fill' | 'funding' | 'deposit' | 'withdrawal';
    }
  | { readonly kind: 'position'; readonly market: string; readonly position: BookedPosition | undefined }
  | { readonly kind: 'funding'; readonly funding: BookedFunding }
  | { readonly kind: 'quote'; readonly shown: Shown }
  /** Nonsense for the feed alone: the fields go over the wire as they are and nothing is matched. */
  | { readonly kind: 'raw-quote'; readonly market: string; readonly fields: Readonly<Record<'bid' | 'ask' | 'last', string>> }
  | {
      readonly kind: 'trade';
      readonly market: string;
      readonly price: Units;
      readonly amount: Units;
      readonly side: 'buy' | 'sell';
      readonly id: string;
      readonly at: number;
    }
  | { readonly kind: 'rules'; readonly market: ListedMarket };
