import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { faultOf } from '#src/domain/candle.ts';
import { candlesIn } from '#src/feed/candleFile/read.ts';
import { readBook, readCandle, readFundingPct, readIndex, readTicker, readTime } from '#src/feed/ccxt/border.ts';
import { holds, refusedOr } from '../flaw.ts';
import { mutated, mutatedBytes, mutatedText } from '../mutated.ts';
import { anyJson, anyText } from '../strange.ts';
import { target } from '../target.ts';

const AT = 1_767_600_000_000;
const TICKER = {
  symbol: 'BTC/USDT',
  bid: '63999.5',
  ask: 64_000,
  bidVolume: 1.5,
  askVolume: null,
  last: 63_999.9,
  close: 64_000,
  timestamp: AT,
  info: {},
};
const BOOK = {
  symbol: 'BTC/USDT',
  bids: [
    ['63999.5', '1.5'],
    [63_999, 2],
  ],
  asks: [
    [64_000, 1],
    ['64001', '3'],
  ],
  timestamp: AT,
  nonce: 1,
};
const CANDLE = [AT, '1', 2, '0.5', 1.5, 100];
const FUNDING = { symbol: 'BTC/USDT:USDT', indexPrice: '64000', markPrice: 64_010, fundingRate: '0.0001', interval: '8h' };

export const livePrices = target<unknown>({
  name: 'prices of a venue',
  at: 'src/feed/ccxt/border.ts',
  weight: 14,
  open: () => ({
    inputs: fc.oneof({ arbitrary: mutated(TICKER, BOOK, CANDLE, FUNDING, AT), weight: 12 }, { arbitrary: anyJson, weight: 1 }),
    take(raw) {
      for (const read of [readTicker, readBook]) {
        const parts = read(raw, 'BTC/USDT');
        if (typeof parts === 'string') continue;
        const { book, last, at } = parts;
        if (book !== undefined) {
          holds(book.bid > 0 && book.ask >= book.bid && Number.isFinite(book.ask), 'the book is none');
          holds(book.bidSize > 0 && book.askSize > 0, 'a size is none');
        }
        holds(last === undefined || (Number.isFinite(last) && last > 0), 'the price is none');
        holds(at === undefined || (Number.isFinite(at) && at > 0), 'the time is none');
      }
      const candle = readCandle(raw);
      holds(candle === undefined || (faultOf(candle) === undefined && candle.openedAt % 60_000 === 0), 'the candle cannot be true');
      const index = readIndex(raw);
      holds(index === undefined || (Number.isFinite(index) && index > 0), 'the index is none');
      const funding = readFundingPct(raw);
      holds(funding === undefined || Number.isFinite(funding), 'the funding is none');
      const time = readTime(raw);
      holds(time === undefined || Number.isFinite(time), 'the time is none');
    },
  }),
});

const rows = (count: number): (readonly number[])[] =>
  Array.from({ length: count }, (_, i) => [AT + i * 60_000, 100 + i, 101 + i, 99 + i, 100.5 + i, 5]);
const CSV = `time,open,high,low,close,volume\n${rows(6)
  .map((row) => row.join(','))
  .join('\n')}\n`;
const ISO = `Date;Open;High;Low;Close;Volume\r\n${rows(4)
  .map(([at, ...more]) => [`"${new Date(at as number).toISOString()}"`, ...more].join(';'))
  .join('\r\n')}\r\n`;
const JSON_TEXT = JSON.stringify(rows(5));

const checkFile = (bytes: Buffer, given: unknown): void => {
  const came = refusedOr(() => candlesIn(bytes, 'candles.csv'), given);
  if (!('value' in came)) return;
  const { candles, report } = came.value;
  holds(candles.length > 0 && report.candles === candles.length, 'the report does not fit the candles');
  let before = 0;
  for (const candle of candles) {
    holds(
      faultOf(candle) === undefined && candle.openedAt > before && candle.openedAt % 60_000 === 0,
      'a candle cannot be true, or is out of order',
    );
    before = candle.openedAt;
  }
};

export const candleFiles = target<string>({
  name: 'files of candles',
  at: 'src/feed/candleFile',
  weight: 8,
  open: () => ({
    inputs: fc.oneof(
      mutatedText(CSV, ISO, JSON_TEXT),
      mutated(rows(4)).map((json) => JSON.stringify(json) ?? ''),
      anyText,
    ),
    take: (text) => checkFile(Buffer.from(text), text),
  }),
});

export const packedCandleFiles = target<Buffer>({
  name: 'files of candles, as bytes and packed',
  at: 'src/feed/candleFile/bytes.ts',
  weight: 2,
  open: () => ({
    inputs: fc.oneof(
      mutatedBytes(Buffer.from(CSV), gzipSync(CSV), gzipSync(JSON_TEXT), Buffer.from('PK\u0003\u0004'), Buffer.from(CSV, 'utf16le')),
      fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    ),
    take: (bytes) => checkFile(bytes, bytes),
  }),
});
