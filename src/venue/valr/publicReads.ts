import type { Clock } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import { RequestBudget } from '#src/venue/ccxt/budget.ts';
import { badAnswer, decimalOf, recordOf } from '#src/venue/ccxt/number.ts';
import { marketOf, momentOf, rowsOf } from './border.ts';
import { type PublicRestOptions, ValrRefusal, valrPublic } from './rest.ts';

type Row = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
/** Public reads in any minute: VALR allows 30 (https://docs.valr.com, "Rate limits"). */
const A_MINUTE = 29;
const EVERY_MS = Math.ceil(MINUTE_MS / A_MINUTE) + 50;
/** Reads of time and buckets in a second, of which VALR allows 20. */
const A_SECOND = 12;
/** VALR gives at most 300 buckets for a span, and refuses a longer one. */
const BUCKETS = 299;
/** VALR has no buckets of four hours. */
const PERIODS: ReadonlySet<string> = new Set<Timeframe>(['1m', '5m', '15m', '1h', '1d']);

/** Too many reads, said by VALR or counted here. It has the name that the exchange library gives it, which is what a feed knows it by. */
class RateLimitExceeded extends Error {}
/** VALR has no such thing. */
class NotSupported extends Error {}

const none = (what: string): Promise<never> => Promise.reject(new NotSupported(`VALR tells no ${what} without a key`));

/** VALR's prices for a feed, in the form in which the exchange library tells those of others: read again and again, without any key. */
export class ValrPublic {
  readonly id = 'valr';
  readonly has: Readonly<Record<string, unknown>> = { fetchTime: true, fetchTickers: true };
  readonly #rest: PublicRestOptions;
  readonly #clock: Clock;
  readonly #budget: RequestBudget;
  /** Books that were read since the last summary. */
  #books = 0;
  /** When the reads of the last minute began. */
  #begun: number[] = [];

  constructor(rest: PublicRestOptions) {
    this.#rest = rest;
    this.#clock = rest.clock;
    this.#budget = new RequestBudget({ clock: rest.clock, perSecond: A_SECOND });
  }

  /** Shortest time between two reads of prices, for all markets together; longer when the last one took more than one call. */
  get everyMs(): number {
    return EVERY_MS * (1 + this.#books);
  }

  /** What can be traded; `listedAs`: who the orders go to. */
  async markets(listedAs: string): Promise<readonly Market[]> {
    return rowsOf(await this.#counted('/v1/public/pairs')).flatMap((row) => marketOf(row, listedAs) ?? []);
  }

  async loadMarkets(): Promise<unknown> {
    return this.markets('');
  }

  async fetchTime(): Promise<number> {
    const answer = recordOf(await this.#spread('/v1/public/time'));
    try {
      return momentOf(answer, 'time');
    } catch {
      return Number(String(decimalOf(answer, 'epochTime'))) * 1_000;
    }
  }

  async fetchTicker(symbol: string): Promise<Row> {
    this.#books = 0;
    return tickerOf(recordOf(await this.#counted(`/v1/public/${pairOf(symbol)}/marketsummary`)), symbol);
  }

  /** All pairs come with one call; those that were asked for are passed on. */
  async fetchTickers(symbols: readonly string[] = []): Promise<Readonly<Record<string, Row>>> {
    this.#books = 0;
    const rows = new Map(rowsOf(await this.#counted('/v1/public/marketsummary')).map((row) => [row.currencyPair, row]));
    return Object.fromEntries(
      symbols.flatMap((symbol) => {
        const row = rows.get(pairOf(symbol));
        return row === undefined ? [] : [[symbol, tickerOf(row, symbol)]];
      }),
    );
  }

  /** Without a moment: what VALR tells of a book is when it changed last, and it is true until it changes again. */
  async fetchOrderBook(symbol: string): Promise<Row> {
    this.#books++;
    const { Bids, Asks } = recordOf(await this.#counted(`/v1/public/${pairOf(symbol)}/orderbook`));
    return { symbol, bids: levelsOf(Bids), asks: levelsOf(Asks) };
  }

  /** Oldest first; at most 300 however many are asked for. `[opened at, open, high, low, close, volume]`, numbers as text. */
  async fetchOHLCV(symbol: string, timeframe: string, since = 0, limit = BUCKETS): Promise<readonly unknown[]> {
    if (!PERIODS.has(timeframe)) throw new NotSupported(`VALR has no candles of ${timeframe}`);
    const seconds = TIMEFRAME_MS[timeframe as Timeframe] / 1_000;
    const from = Math.floor(since / 1_000);
    const span = `periodSeconds=${seconds}&startTime=${from}&endTime=${from + Math.min(limit, BUCKETS) * seconds}`;
    const rows = rowsOf(await this.#spread(`/v1/public/${pairOf(symbol)}/buckets?${span}`));
    return rows
      .map((row): readonly [number, ...unknown[]] => [momentOf(row, 'startTime'), row.open, row.high, row.low, row.close, row.volume])
      .sort(([a], [b]) => a - b);
  }

  fetchFundingRate = (): Promise<never> => none('funding');
  fetchFundingRates = (): Promise<never> => none('funding');
  fetchMarkPrice = (): Promise<never> => none('mark price');
  watchTicker = (): Promise<never> => none('stream');
  watchBidsAsks = (): Promise<never> => none('stream');
  watchOrderBook = (): Promise<never> => none('stream');
  close = async (): Promise<void> => {};

  /** A read that counts against the limit of the minute. Beyond it nothing is sent: VALR would refuse that and everything after it. */
  async #counted(path: string): Promise<unknown> {
    const now = this.#clock.mono();
    this.#begun = this.#begun.filter((at) => at > now - MINUTE_MS);
    if (this.#begun.length >= A_MINUTE) throw new RateLimitExceeded('VALR allows no more public reads in this minute');
    this.#begun.push(now);
    return this.#read(path);
  }

  async #spread(path: string): Promise<unknown> {
    await this.#budget.turn('safety');
    return this.#read(path);
  }

  async #read(path: string): Promise<unknown> {
    try {
      return await valrPublic(this.#rest, path);
    } catch (error) {
      if (error instanceof ValrRefusal && error.status === 429) throw new RateLimitExceeded('VALR asked for fewer reads');
      throw error;
    }
  }
}

const pairOf = (symbol: string): string => symbol.replace('/', '');

const tickerOf = (row: Row, symbol: string): Row => ({
  symbol,
  bid: row.bidPrice,
  ask: row.askPrice,
  last: row.lastTradedPrice,
  timestamp: momentOf(row, 'created'),
});

function levelsOf(side: unknown): readonly (readonly unknown[])[] {
  if (!Array.isArray(side)) throw badAnswer('an order book without a side');
  return rowsOf(side).map(({ price, quantity }) => [price, quantity]);
}
