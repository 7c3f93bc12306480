import type { CcxtParams } from './profile.ts';

/**
 * ccxt's unified structures as Heron reads them: every field may be missing, and with `number: String` numbers are text (order books may still hold
 * floats). Nothing of it is believed before a border file has read it.
 */
export type CcxtRecord = Readonly<Record<string, unknown>>;

/** What needs no key. All reads. */
export interface PublicClient {
  readonly id: string;
  /** Method name → true, false, 'emulated' or undefined. */
  readonly has: Readonly<Record<string, unknown>>;
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, CcxtRecord>>>;
  fetchTime(): Promise<unknown>;
  fetchTicker(symbol: string): Promise<CcxtRecord>;
  fetchTickers(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  fetchBidsAsks(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtRecord>;
  fetchOHLCV(symbol: string, timeframe: string, since?: number, limit?: number, params?: CcxtParams): Promise<readonly unknown[]>;
  fetchTrades(symbol: string, since?: number, limit?: number, params?: CcxtParams): Promise<readonly CcxtRecord[]>;
  fetchFundingRate(symbol: string): Promise<CcxtRecord>;
  fetchFundingRates(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  fetchFundingIntervals(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  fetchMarkPrice(symbol: string): Promise<CcxtRecord>;
  watchTicker(symbol: string): Promise<CcxtRecord>;
  watchTickers(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  watchBidsAsks(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtRecord>>>;
  watchOrderBook(symbol: string, limit?: number): Promise<CcxtRecord>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly unknown[]>;
  watchTrades(symbol: string): Promise<readonly CcxtRecord[]>;
  close(): Promise<void>;
}

type ListCall = (symbol?: string, since?: number, limit?: number, params?: CcxtParams) => Promise<readonly CcxtRecord[]>;

/** What a key is needed for, and no more: nothing here can move money out of the account. */
export interface PrivateClient extends PublicClient {
  createOrder(
    symbol: string,
    type: 'market' | 'limit',
    side: 'buy' | 'sell',
    amount: string,
    price: string | undefined,
    params: CcxtParams,
  ): Promise<CcxtRecord>;
  cancelOrder(id: string | undefined, symbol: string, params?: CcxtParams): Promise<CcxtRecord>;
  setLeverage(leverage: number, symbol: string, params?: CcxtParams): Promise<unknown>;
  cancelAllOrdersAfter(withinMs: number): Promise<unknown>;
  fetchOrder(id: string | undefined, symbol: string, params?: CcxtParams): Promise<CcxtRecord>;
  readonly fetchOrders: ListCall;
  readonly fetchOpenOrders: ListCall;
  readonly fetchClosedOrders: ListCall;
  readonly fetchCanceledOrders: ListCall;
  readonly fetchCanceledAndClosedOrders: ListCall;
  readonly fetchMyTrades: ListCall;
  fetchBalance(params?: CcxtParams): Promise<CcxtRecord>;
  fetchPositions(symbols?: readonly string[], params?: CcxtParams): Promise<readonly CcxtRecord[]>;
  readonly fetchFundingHistory: ListCall;
  readonly fetchDeposits: ListCall;
  readonly fetchWithdrawals: ListCall;
  /** Its first argument is an asset, as that of deposits and withdrawals. */
  readonly fetchLedger: ListCall;
  fetchTradingFees(params?: CcxtParams): Promise<Readonly<Record<string, CcxtRecord>>>;
  watchOrders(symbol?: string): Promise<unknown>;
  watchMyTrades(symbol?: string): Promise<unknown>;
}

/** The methods of each client, written out so that the wall at run time and the types above cannot drift apart. */
export const PUBLIC_METHODS: readonly Exclude<keyof PublicClient, 'id' | 'has'>[] = [
  'loadMarkets',
  'fetchTime',
  'fetchTicker',
  'fetchTickers',
  'fetchBidsAsks',
  'fetchOrderBook',
  'fetchOHLCV',
  'fetchTrades',
  'fetchFundingRate',
  'fetchFundingRates',
  'fetchFundingIntervals',
  'fetchMarkPrice',
  'watchTicker',
  'watchTickers',
  'watchBidsAsks',
  'watchOrderBook',
  'watchOHLCV',
  'watchTrades',
  'close',
];

export const PRIVATE_METHODS: readonly Exclude<keyof PrivateClient, keyof PublicClient>[] = [
  'createOrder',
  'cancelOrder',
  'setLeverage',
  'cancelAllOrdersAfter',
  'fetchOrder',
  'fetchOrders',
  'fetchOpenOrders',
  'fetchClosedOrders',
  'fetchCanceledOrders',
  'fetchCanceledAndClosedOrders',
  'fetchMyTrades',
  'fetchBalance',
  'fetchPositions',
  'fetchFundingHistory',
  'fetchDeposits',
  'fetchWithdrawals',
  'fetchLedger',
  'fetchTradingFees',
  'watchOrders',
  'watchMyTrades',
];
