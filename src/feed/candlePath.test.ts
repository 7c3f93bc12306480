import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import { CandlePath } from './candlePath.ts';
import type { FeedSink, Levels } from './port.ts';

const MARKET: Market = {
  symbol: 'BTC/USD',
  venue: 'paper',
  kind: 'spot',
  base: 'BTC',
  quote: 'USD',
  tick: decimal('0.01'),
  step: decimal('0.00001'),
  minAmount: decimal('0.00001'),
  minNotional: decimal('1'),
  contractSize: decimal('1'),
  maxLeverage: 1,
};
const START = instant(1_677_628_800_000);

const candle = (minute: number, open: number, high: number, low: number, close: number, volume = 10): Candle => ({
  openedAt: later(START, minute * 60_000),
  ...{ open, high, low, close, volume },
});

/** Somebody waits at these prices, for ever. */
const waitingAt = (...prices: number[]): Levels => ({
  waits: () => false,
  next: (_market, from, direction) =>
    direction === 'up'
      ? prices.reduce((best, price) => (price > from && price < best ? price : best), Number.POSITIVE_INFINITY)
      : prices.reduce((best, price) => (price < from && price > best ? price : best), Number.NEGATIVE_INFINITY),
});

interface Seen extends FeedSink {
  readonly quotes: Quote[];
  readonly candles: Candle[];
}

function collecting(): Seen {
  const quotes: Quote[] = [];
  const candles: Candle[] = [];
  return { quotes, candles, quote: (quote) => quotes.push({ ...quote }), candle: (_market, one) => candles.push(one) };
}

function walk(candles: readonly Candle[], levels: Levels, path = new CandlePath(MARKET, { spreadBps: 2, participationPct: 10 })): Seen {
  const seen = collecting();
  for (const one of candles) path.walk(one, seen, levels);
  return seen;
}

const lasts = ({ quotes }: Seen): number[] => quotes.map(({ last }) => last);
const secondsOf = ({ quotes }: Seen): number[] => quotes.map(({ at }) => (at - START) / 1000);

describe('the path through a candle', () => {
  const before = candle(0, 100, 100, 100, 100);

  it('is one quote, at the close, where nobody waits', () => {
    const seen = walk([before, candle(1, 101, 110, 90, 105)], waitingAt());
    expect(lasts(seen)).toEqual([100, 100, 105]);
    expect(secondsOf(seen)).toEqual([0, 59.999, 119.999]);
    expect(seen.candles).toHaveLength(2);
  });

  it('begins with a quote at the opening when there was no close before', () => {
    expect(lasts(walk([candle(0, 101, 110, 90, 105)], waitingAt()))).toEqual([101, 105]);
  });

  it('falls first in a candle that rises', () => {
    expect(lasts(walk([before, candle(1, 100, 110, 90, 105)], waitingAt(108, 95)))).toEqual([100, 100, 95, 95, 108, 108, 105]);
  });

  it('rises first in a candle that falls', () => {
    expect(lasts(walk([before, candle(1, 100, 110, 90, 98)], waitingAt(108, 95)))).toEqual([100, 100, 108, 108, 95, 95, 98]);
  });

  it('reaches a level at the high or low once', () => {
    expect(lasts(walk([before, candle(1, 100, 110, 90, 105)], waitingAt(110, 90)))).toEqual([100, 100, 90, 110, 105]);
  });

  it('makes one quote of a level that is the close', () => {
    expect(lasts(walk([before, candle(1, 100, 110, 100, 110)], waitingAt(110)))).toEqual([100, 100, 110, 110]);
    expect(lasts(walk([before, candle(1, 100, 110, 100, 105)], waitingAt(105)))).toEqual([100, 100, 105, 105]);
  });

  it('passes again through the level at which the candle before closed', () => {
    expect(lasts(walk([before, candle(1, 100, 110, 90, 105)], waitingAt(100)))).toEqual([100, 100, 100, 105]);
  });

  it('quotes the open, not the level, when the market jumps over it', () => {
    const seen = walk([before, candle(1, 103, 104, 103, 104)], waitingAt(102));
    expect(lasts(seen)).toEqual([100, 100, 103, 104]);
    expect(secondsOf(seen)[2]).toBe(60);
    expect(lasts(walk([before, candle(1, 97, 97, 96, 96)], waitingAt(97)))).toEqual([100, 100, 97, 96]);
  });

  it('quotes the opening when somebody waits for the very next price, and goes on as ever', () => {
    const levels = { ...waitingAt(95), waits: () => true };
    expect(lasts(walk([before, candle(1, 101, 110, 90, 105)], levels))).toEqual([100, 100, 101, 95, 95, 105]);
    expect(lasts(walk([before, candle(1, 101, 110, 96, 105)], levels))).toEqual([100, 100, 101, 105]);
  });

  it('takes twenty seconds for each leg and reaches a level in proportion', () => {
    const seen = walk([before, candle(1, 100, 120, 80, 110)], waitingAt(90, 115));
    expect(seen.quotes.slice(2).map(({ last, at }) => [last, at - START - 60_000])).toEqual([
      [90, 10_000],
      [90, 25_000],
      [115, 37_500],
      [115, 49_999],
      [110, 59_999],
    ]);
  });

  it('puts half the spread on each side and offers a part of the volume of the candle before', () => {
    const seen = walk([candle(0, 100, 100, 100, 100, 7), candle(1, 100, 200, 100, 200, 9)], waitingAt(150));
    const [open, , level, close] = seen.quotes;
    expect(open).toMatchObject({ market: 'BTC/USD', bidSize: Number.POSITIVE_INFINITY, askSize: Number.POSITIVE_INFINITY });
    expect(level).toMatchObject({ last: 150, bidSize: 0.7000000000000001, askSize: 0.7000000000000001 });
    expect(close?.bid).toBeCloseTo(199.98, 10);
    expect(close?.ask).toBeCloseTo(200.02, 10);
  });

  it('counts sizes in contracts where a market trades in contracts', () => {
    const path = new CandlePath({ ...MARKET, contractSize: decimal('0.01') }, { spreadBps: 0, participationPct: 50 });
    expect(walk([candle(0, 100, 100, 100, 100, 4), before], waitingAt(), path).quotes.at(-1)?.bidSize).toBe(200);
  });

  it('looks anew after each quote: a stop placed by a fill is met in the same candle', () => {
    const levels = new Set([95]);
    const seen = collecting();
    const sink: FeedSink = {
      ...seen,
      quote(quote) {
        seen.quote(quote);
        if (quote.last === 95 && levels.delete(95)) levels.add(92).add(107);
        if (quote.last === 92) levels.delete(92);
      },
    };
    const path = new CandlePath(MARKET, { spreadBps: 2, participationPct: 10 });
    const live: Levels = { waits: () => false, next: (...asked) => waitingAt(...levels).next(...asked) };
    for (const one of [before, candle(1, 100, 110, 90, 105)]) path.walk(one, sink, live);
    expect(lasts(seen)).toEqual([100, 100, 95, 92, 107, 107, 105]);
  });

  it('leaves a delivered quote as it is while the next one is handled', () => {
    const path = new CandlePath(MARKET, { spreadBps: 2, participationPct: 10 });
    let held: Quote | undefined;
    const pairs: [number | undefined, number][] = [];
    const sink: FeedSink = {
      quote(quote) {
        pairs.push([held?.last, quote.last]);
        held = quote;
      },
      candle() {},
    };
    for (const one of [before, candle(1, 100, 110, 90, 105)]) path.walk(one, sink, waitingAt(95));
    expect(pairs).toEqual([
      [undefined, 100],
      [100, 100],
      [100, 95],
      [95, 95],
      [95, 105],
    ]);
  });

  it('stops with a bug when the levels stand still, instead of walking on the spot', () => {
    const stuck: Levels = { waits: () => false, next: (_market, from) => from };
    expect(() => walk([candle(0, 100, 110, 90, 105)], stuck)).toThrow('bug: the next level lies strictly beyond');
  });
});

describe('every path', () => {
  const price = fc.integer({ min: 900, max: 1100 }).map((cents) => cents / 10);
  const candles = fc.array(fc.tuple(price, price, price, price), { minLength: 1, maxLength: 8 }).map((rows) =>
    rows.map((prices, minute) => {
      const [open, close] = prices;
      return candle(minute, open, Math.max(...prices), Math.min(...prices), close);
    }),
  );
  const levels = fc.uniqueArray(
    fc.oneof(
      price,
      price.map((one) => one + 0.05),
    ),
    { maxLength: 12 },
  );

  /** What must be quoted, said in the plainest way: each leg meets the levels on it in order, the last one up to the close. */
  function expected(rows: readonly Candle[], waiting: readonly number[]): number[] {
    const quotes: number[] = [];
    let lastClose: number | undefined;
    const met = (from: number, to: number): number[] =>
      waiting
        .filter((level) => (to > from ? level > from && level <= to : level < from && level >= to))
        .sort((a, b) => (to > from ? a - b : b - a));
    for (const { open, high, low, close } of rows) {
      if (lastClose === undefined || met(lastClose, open).length > 0) quotes.push(open);
      const [first, second] = close >= open ? [low, high] : [high, low];
      quotes.push(...met(open, first), ...met(first, second), ...met(second, close).filter((level) => level !== close), close);
      lastClose = close;
    }
    return quotes;
  }

  it('meets each level on each leg exactly once and nothing else', () => {
    fc.assert(
      fc.property(candles, levels, (rows, waiting) => {
        expect(lasts(walk(rows, waitingAt(...waiting)))).toEqual(expected(rows, waiting));
      }),
      { numRuns: 500 },
    );
  });

  it('stays between low and high and never goes back in time', () => {
    fc.assert(
      fc.property(candles, levels, (rows, waiting) => {
        const { quotes, candles: closed } = walk(rows, waitingAt(...waiting));
        expect(closed).toEqual(rows);
        let at: Instant = START;
        for (const quote of quotes) {
          const row = rows[Math.floor((quote.at - START) / 60_000)];
          expect(row !== undefined && quote.last >= row.low && quote.last <= row.high).toBe(true);
          expect(quote.at).toBeGreaterThanOrEqual(at);
          at = quote.at;
        }
      }),
      { numRuns: 500 },
    );
  });
});
