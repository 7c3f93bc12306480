import { type Candle, faultOf } from '#src/domain/candle.ts';
import { instant } from '#src/domain/clock.ts';
import type { Raw } from './source.ts';

/** Why something that a venue said was not used. */
export type DropReason =
  | 'another shape'
  | 'another market'
  | 'not a price'
  | 'crossed'
  | 'old'
  | 'out of order'
  | 'from the future'
  | 'a spike'
  | 'a jump'
  | 'frozen'
  | 'disagrees'
  | 'unconfirmed'
  | 'no answer';

/** Both sides of a market at one moment. Sizes are Infinity where the venue does not say. */
export interface Book {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** What one message says of a market. A part that the message does not have is undefined; `at` is the venue's time in milliseconds, if it gives one. */
export interface Parts {
  readonly book?: Book | undefined;
  readonly last?: number | undefined;
  readonly at?: number | undefined;
}

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** A finite number from decimal text or a number; NaN for everything else, `0x10`, `Infinity`, `1e309` and text with spaces included. */
function numberOf(value: unknown): number {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : Number.NaN;
}

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;
const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null;

/** A part of a ticker or an entry of `fetchTickers`: book, last price, or both. */
export function readTicker(raw: unknown, symbol: string): Parts | DropReason {
  if (!isRecord(raw)) return 'another shape';
  const { symbol: of, bid, ask, bidVolume, askVolume, last, close, timestamp } = raw;
  if (of !== symbol) return 'another market';
  const book = sidesOf(bid, ask, bidVolume, askVolume);
  if (typeof book === 'string') return book;
  return partsOf(book, isMissing(last) ? close : last, timestamp);
}

/** The best prices of an order book. */
export function readBook(raw: unknown, symbol: string): Parts | DropReason {
  if (!isRecord(raw)) return 'another shape';
  const { symbol: of, bids, asks, timestamp } = raw;
  if (!isMissing(of) && of !== symbol) return 'another market';
  const [bid, bidSize] = bestOf(bids);
  const [ask, askSize] = bestOf(asks);
  const book = sidesOf(bid, ask, bidSize, askSize);
  if (typeof book === 'string') return book;
  return partsOf(book, undefined, timestamp);
}

const bestOf = (side: unknown): readonly unknown[] => (Array.isArray(side) && Array.isArray(side[0]) ? side[0] : []);

function sidesOf(bid: unknown, ask: unknown, bidSize: unknown, askSize: unknown): Book | DropReason | undefined {
  if (isMissing(bid) && isMissing(ask)) return undefined;
  const book = { bid: numberOf(bid), ask: numberOf(ask), bidSize: sizeOf(bidSize), askSize: sizeOf(askSize) };
  if (!(book.bid > 0 && book.ask > 0)) return 'not a price';
  return book.bid > book.ask ? 'crossed' : book;
}

function sizeOf(value: unknown): number {
  const size = numberOf(value);
  return size > 0 ? size : Number.POSITIVE_INFINITY;
}

function partsOf(book: Book | undefined, last: unknown, timestamp: unknown): Parts | DropReason {
  const price = isMissing(last) ? undefined : numberOf(last);
  if (price !== undefined && !(price > 0)) return 'not a price';
  if (book === undefined && price === undefined) return 'another shape';
  const at = numberOf(timestamp);
  return { book, last: price, at: at > 0 ? at : undefined };
}

/** A row of `fetchOHLCV`: `[opened at, open, high, low, close, volume]`; undefined for one that cannot be true. */
export function readCandle(row: unknown): Candle | undefined {
  if (!Array.isArray(row)) return undefined;
  const [openedAt = Number.NaN, open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = Number.NaN] =
    row.map(numberOf);
  if (!(openedAt > 0 && openedAt % 60_000 === 0)) return undefined;
  const candle = { openedAt: instant(openedAt), open, high, low, close, volume };
  return faultOf(candle) === undefined ? candle : undefined;
}

/** The venue's clock in milliseconds, or undefined. */
export function readTime(value: unknown): number | undefined {
  const time = numberOf(value);
  return time > 1e12 && time < 1e14 ? time : undefined;
}

/** What a perpetual is held against: the index price, or the mark price where the venue tells no index; undefined where it tells neither. */
export function readIndex(raw: unknown): number | undefined {
  if (!isRecord(raw)) return undefined;
  const { indexPrice, markPrice } = raw;
  const price = numberOf(isMissing(indexPrice) ? markPrice : indexPrice);
  return price > 0 ? price : undefined;
}

/** What longs pay to shorts, in percent for each eight hours; undefined where the venue does not say. */
export function readFundingPct(raw: unknown): number | undefined {
  if (!isRecord(raw)) return undefined;
  const { fundingRate, interval } = raw;
  const rate = numberOf(fundingRate);
  const hours = /^(\d{1,2})h$/.exec(typeof interval === 'string' ? interval : '8h')?.[1];
  return Number.isNaN(rate) || Math.abs(rate) > 0.1 || !(Number(hours) > 0) ? undefined : (rate * 100 * 8) / Number(hours);
}
