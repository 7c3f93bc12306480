import type { Exchange } from '../exchange.ts';
import type { Shown } from '../record.ts';
import type { Candle } from '../tape.ts';
import { text, type Units, units, ZERO } from '../units.ts';

const number = (value: Units): number => Number(text(value));
const LARGE = units('1000');

/** `data` of the `ticker` channel. */
export function feedTicker(exchange: Exchange, shown: Shown) {
  const day = exchange.tape(shown.market).since(exchange.time.now() - 86_400_000);
  const prices = [shown.last, ...day.map(({ price }) => price)];
  const first = day[0]?.price ?? shown.last;
  return {
    symbol: shown.market,
    bid: number(shown.bid),
    bid_qty: number(shown.bidSize ?? LARGE),
    ask: number(shown.ask),
    ask_qty: number(shown.askSize ?? LARGE),
    last: number(shown.last),
    volume: number(day.reduce((sum, { amount }) => sum + amount, ZERO)),
    vwap: number(shown.last),
    low: number(prices.reduce((a, b) => (a < b ? a : b))),
    high: number(prices.reduce((a, b) => (a > b ? a : b))),
    change: number(shown.last - first),
    change_pct: Number((((number(shown.last) - number(first)) / number(first)) * 100).toFixed(2)),
    timestamp: stamp(shown.at),
  };
}

/** `data` of the `ohlc` channel. */
export const feedCandle = (market: string, minutes: number, { at, open, high, low, close, volume, trades }: Candle) => ({
  symbol: market,
  open: number(open),
  high: number(high),
  low: number(low),
  close: number(close),
  trades,
  volume: number(volume),
  vwap: number(close),
  interval_begin: new Date(at).toISOString().replace('Z', '000000Z'),
  interval: minutes,
  timestamp: stamp(at + minutes * 60_000),
});

/** One side of the `book` channel: what is gone has the quantity 0. */
export function feedSide(before: Units | undefined, price: Units, size: Units | undefined) {
  const gone = before !== undefined && before !== price ? [{ price: number(before), qty: 0 }] : [];
  return [...gone, { price: number(price), qty: number(size ?? LARGE) }];
}

export const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

/** A number where it is one, else the text as it is. */
export const asItIs = (value: string): number | string => (Number.isFinite(Number(value)) && value.trim() !== '' ? Number(value) : value);
