/** A structure of ccxt as it comes: nothing in it is believed before `border.ts` has read it. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * The public reads and streams that a live feed needs; a public ccxt client serves them, without any key. `has` says which of them the venue knows.
 * A stream resolves with its next message, and rejects when its connection is lost; `close` ends all connections, and the next stream opens a new one.
 */
export interface MarketSource {
  readonly id: string;
  readonly has: Readonly<Record<string, unknown>>;
  /** Shortest time between two reads of prices, for all markets together, where the venue allows so few that it has to be heeded. */
  readonly everyMs?: number;
  fetchTime(): Promise<unknown>;
  fetchTicker(symbol: string): Promise<Raw>;
  fetchTickers(symbols?: readonly string[]): Promise<Readonly<Record<string, Raw>>>;
  fetchOrderBook(symbol: string, limit?: number): Promise<Raw>;
  fetchOHLCV(symbol: string, timeframe: string, since?: number, limit?: number): Promise<readonly unknown[]>;
  fetchFundingRate(symbol: string): Promise<Raw>;
  fetchFundingRates(symbols?: readonly string[]): Promise<Readonly<Record<string, Raw>>>;
  /** How often funding falls due, in `interval` (`4h`), for markets that have another rhythm than the usual one. */
  fetchFundingIntervals?(symbols?: readonly string[]): Promise<Readonly<Record<string, Raw>>>;
  fetchMarkPrice(symbol: string): Promise<Raw>;
  watchTicker(symbol: string): Promise<Raw>;
  watchBidsAsks(symbols?: readonly string[]): Promise<Readonly<Record<string, Raw>>>;
  watchOrderBook(symbol: string, limit?: number): Promise<Raw>;
  close(): Promise<void>;
}
