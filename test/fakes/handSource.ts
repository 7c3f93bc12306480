import type { Clock } from '#src/domain/clock.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { MarketSource, Raw } from '#src/feed/ccxt/source.ts';

interface Waiting {
  readonly give: (raw: Raw) => void;
  readonly fail: (error: Error) => void;
}

/** What a venue says, by hand: a test pushes what streams bring and sets what reads answer. Times are the venue's, which may be off the machine's. */
export class HandSource implements MarketSource {
  readonly id = 'hand';
  readonly has: Record<string, unknown> = { fetchTime: true, fetchTickers: true, watchTicker: true };
  /** What a ticker read answers, by market. */
  readonly tickers = new Map<string, Raw>();
  /** What a perpetual is held against, by market: fields of its funding. */
  readonly indexes = new Map<string, Raw>();
  readonly marks = new Map<string, string>();
  /** The price of a minute, for candles. */
  priceAt: (market: string, openedAt: number) => number | undefined = () => 100;
  /** Reads of prices fail with this while it is set. */
  fails: Error | undefined;
  candlesFail: Error | undefined;
  venueAheadMs = 0;
  readonly calls = new Map<string, number>();
  closes = 0;
  readonly clock: Clock;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get venueNow(): number {
    return this.clock.now() + this.venueAheadMs;
  }

  /** A ticker around a price, as of now. */
  ticker(symbol: string, last: number, more: Raw = {}): Raw {
    const text = (price: number): string => String(price);
    return {
      symbol,
      bid: text(last * 0.9999),
      ask: text(last * 1.0001),
      last: text(last),
      bidVolume: '5',
      askVolume: '5',
      timestamp: this.venueNow,
      ...more,
    };
  }

  /** Reads answer this price from now on, with the time of the question. */
  reads(symbol: string, last: number, more: Raw = {}): void {
    this.tickers.set(symbol, { symbol, last: String(last), hand: true, ...more });
  }

  /** A stream brings a message. */
  pushes(symbol: string, raw: Raw): void {
    for (const { give } of this.#waiting.get(symbol)?.splice(0) ?? []) give(raw);
  }

  /** Every stream loses its connection. */
  cuts(reason = 'the connection was cut'): void {
    for (const waiting of this.#waiting.values()) for (const { fail } of waiting.splice(0)) fail(new Error(reason));
  }

  /** What reads answer as the last price. */
  lastOf(symbol: string): number {
    const { last } = this.tickers.get(symbol) ?? {};
    return Number(last);
  }

  async fetchTime(): Promise<unknown> {
    this.#count('fetchTime');
    return this.venueNow;
  }

  async fetchTicker(symbol: string): Promise<Raw> {
    this.#count('fetchTicker');
    if (this.fails) throw this.fails;
    return this.#answer(symbol);
  }

  async fetchTickers(symbols: readonly string[] = []): Promise<Readonly<Record<string, Raw>>> {
    this.#count('fetchTickers');
    if (this.fails) throw this.fails;
    return Object.fromEntries(symbols.map((symbol) => [symbol, this.#answer(symbol)]));
  }

  async fetchOrderBook(symbol: string): Promise<Raw> {
    this.#count('fetchOrderBook');
    if (this.fails) throw this.fails;
    const { bid, ask } = this.ticker(symbol, this.lastOf(symbol));
    return { symbol, bids: [[bid, '5']], asks: [[ask, '5']], timestamp: this.venueNow };
  }

  async fetchOHLCV(symbol: string, timeframe: string, since = 0, limit = 500): Promise<readonly unknown[]> {
    this.#count('fetchOHLCV');
    if (this.candlesFail) throw this.candlesFail;
    const length = TIMEFRAME_MS[timeframe as Timeframe];
    const rows: unknown[] = [];
    for (let at = Math.ceil(since / length) * length; at <= this.venueNow && rows.length < limit; at += length) {
      const price = this.priceAt(symbol, at);
      if (price !== undefined) rows.push([at, String(price), String(price), String(price), String(price), '1']);
    }
    return rows;
  }

  async fetchFundingRate(symbol: string): Promise<Raw> {
    this.#count('fetchFundingRate');
    if (this.fails) throw this.fails;
    return { symbol, fundingRate: '0.0001', interval: '4h', ...this.indexes.get(symbol) };
  }

  async fetchFundingRates(symbols: readonly string[] = []): Promise<Readonly<Record<string, Raw>>> {
    const all = await Promise.all(symbols.map((symbol) => this.fetchFundingRate(symbol)));
    return Object.fromEntries(symbols.map((symbol, index) => [symbol, all[index] as Raw]));
  }

  async fetchMarkPrice(symbol: string): Promise<Raw> {
    this.#count('fetchMarkPrice');
    return { symbol, markPrice: this.marks.get(symbol) };
  }

  watchTicker(symbol: string): Promise<Raw> {
    this.#count('watchTicker');
    return new Promise((give, fail) => this.#of(symbol).push({ give, fail }));
  }

  watchBidsAsks(): Promise<Readonly<Record<string, Raw>>> {
    return new Promise(() => undefined);
  }

  watchOrderBook(): Promise<Raw> {
    return new Promise(() => undefined);
  }

  close(): Promise<void> {
    this.closes++;
    this.cuts('closed');
    return Promise.resolve();
  }

  #answer(symbol: string): Raw {
    const raw = this.tickers.get(symbol) ?? {};
    const { hand, last, ...more } = raw;
    return hand === true ? { ...this.ticker(symbol, Number(last)), ...more } : raw;
  }

  #of(symbol: string): Waiting[] {
    const known = this.#waiting.get(symbol) ?? [];
    this.#waiting.set(symbol, known);
    return known;
  }

  #count(call: string): void {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
  }
}
