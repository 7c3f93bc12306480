/** How one venue differs from another, as far as the books are concerned. */
export interface ExchangeProfile {
  /** Among which orders a client order id may exist once: the open ones, all that ever were, or it is not looked at. */
  readonly clientIds: 'open' | 'forever' | 'none';
  /** Order and fill ids are counted per market (Binance) instead of over all. */
  readonly idsPerMarket: boolean;
  /** Fractions as text; a negative maker fee is a rebate. */
  readonly makerFee: string;
  readonly takerFee: string;
  /** Asset of spot fees: `received` (what the trade brings in), `base`, `quote`, or the name of a third asset as long as there is enough of it. An order may prefer otherwise (`note.feeIn`). */
  readonly feeIn: string;
  /** How often funding falls due. */
  readonly fundingHours: number;
  /** Places to which fees are cut. */
  readonly feePlaces: number;
  /** What becomes of the part of a market order that nothing is offered for: it expires, or waits for the next quote. */
  readonly marketRest: 'expires' | 'waits';
  /** How a reduce-only order ends that has nothing (more) to reduce. */
  readonly reduceOnlyEnd: 'canceled' | 'expired';
  /** Resting reduce-only orders end by themselves when their position is gone. */
  readonly sweepsReduceOnly: boolean;
  /** A stop that would act at once is refused instead. */
  readonly refusesLateStops: boolean;
  /** The dead-man switch also cancels stops whose price has not come. */
  readonly deadManTakesStops: boolean;
  /** Milliseconds by which each kind of read is behind the truth. */
  readonly readLag: { readonly orders: number; readonly fills: number; readonly positions: number; readonly balances: number };
  /** How long after its end an order can be looked up by id. */
  readonly lookupMs: number;
  /** How long after its end an order is in lists of orders. */
  readonly historyMs: number;
  /** Fraction of a position's worth that has to be there, for the liquidation price. */
  readonly maintenance: string;
  /** Closes positions by itself when the last price reaches their liquidation price; otherwise only `liquidate` does. */
  readonly liquidates: boolean;
}

export const EXCHANGE_DEFAULTS: ExchangeProfile = {
  clientIds: 'open',
  idsPerMarket: false,
  makerFee: '0.001',
  takerFee: '0.001',
  feeIn: 'quote',
  fundingHours: 8,
  feePlaces: 8,
  marketRest: 'expires',
  reduceOnlyEnd: 'expired',
  sweepsReduceOnly: true,
  refusesLateStops: true,
  deadManTakesStops: true,
  readLag: { orders: 0, fills: 0, positions: 0, balances: 0 },
  lookupMs: Number.POSITIVE_INFINITY,
  historyMs: Number.POSITIVE_INFINITY,
  maintenance: '0.005',
  liquidates: true,
};
