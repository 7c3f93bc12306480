import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant, later } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import { fileFeed, fileFeeds } from './file.ts';
import type { Levels, SteppedFeed } from './port.ts';

const START = instant(1_677_628_800_000);
const SHAPE = { spreadBps: 2, participationPct: 10 };

const market = (symbol: string): Market => ({
  symbol,
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
});

const candle = (minute: number, open: number, high: number, low: number, close: number): Candle => ({
  openedAt: later(START, minute * 60_000),
  ...{ open, high, low, close, volume: 10 },
});

const flat = (minute: number): Candle => candle(minute, 100, 100, 100, 100);

/** Somebody waits at every multiple of `step`. */
const grid = (step: number): Levels => ({
  waits: () => false,
  next: (_market, from, direction) => (direction === 'up' ? (Math.floor(from / step) + 1) * step : (Math.ceil(from / step) - 1) * step),
});
const NOBODY: Levels = {
  waits: () => false,
  next: (_market, _from, direction) => (direction === 'up' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
};

interface Run {
  readonly quotes: Quote[];
  readonly said: string[];
  readonly steps: number[];
}

function run(feed: SteppedFeed, levels: Levels): Run {
  const quotes: Quote[] = [];
  const said: string[] = [];
  const steps: number[] = [];
  const sink = {
    quote(quote: Quote) {
      quotes.push({ ...quote });
      said.push(`${quote.market} ${quote.last} +${(quote.at - START) / 1000}`);
    },
    candle: (symbol: string, one: Candle) => said.push(`${symbol} closed ${one.close}`),
  };
  for (let at = feed.nextAt(); at !== undefined; at = feed.nextAt()) {
    steps.push((at - START) / 60_000);
    feed.step(sink, levels);
  }
  feed.step(sink, levels); // at the end a step does nothing
  return { quotes, said, steps };
}

describe('a file as a feed', () => {
  it('makes one step of each candle, due when it opens', () => {
    const { steps, said } = run(fileFeed({ market: market('A'), candles: [flat(0), flat(1), flat(5)], ...SHAPE }), NOBODY);
    expect(steps).toEqual([0, 1, 5]);
    expect(said.filter((line) => line.includes('closed'))).toHaveLength(3);
  });

  it('is not simulated', () => {
    const feed = fileFeed({ market: market('A'), candles: [flat(0)], ...SHAPE });
    expect([feed.name, feed.simulated, feed.markets.map(({ symbol }) => symbol)]).toEqual(['file', false, ['A']]);
  });

  it('keeps the candles of the warm-up as history', () => {
    const candles = [flat(0), flat(1), flat(2)];
    const feed = fileFeed({ market: market('A'), candles, warmup: 2, ...SHAPE });
    expect(feed.history('A')).toEqual(candles.slice(0, 2));
    expect(feed.history('B')).toEqual([]);
    expect(run(feed, NOBODY).steps).toEqual([2]);
    expect(run(fileFeed({ market: market('A'), candles, warmup: 9, ...SHAPE }), NOBODY).steps).toEqual([]);
  });

  it('refuses two files for one market', () => {
    const file = { market: market('A'), candles: [flat(0)], ...SHAPE };
    expect(() => fileFeeds([file, file])).toThrow('bug: each market of a file feed has one file');
  });
});

describe('several files as one feed', () => {
  it('steps through every minute that any of them has', () => {
    const a = { market: market('A'), candles: [flat(0), flat(1), flat(4)], ...SHAPE };
    const b = { market: market('B'), candles: [flat(1), flat(2), flat(4)], ...SHAPE };
    const { steps, said } = run(fileFeeds([a, b]), NOBODY);
    expect(steps).toEqual([0, 1, 2, 4]);
    expect(said.slice(-4)).toEqual(['A 100 +299.999', 'B 100 +299.999', 'A closed 100', 'B closed 100']);
  });

  it('walks their minutes side by side, in the order of time', () => {
    const a = { market: market('A'), candles: [flat(0), candle(1, 100, 120, 100, 120)], ...SHAPE };
    const b = { market: market('B'), candles: [flat(0), candle(1, 100, 120, 80, 90)], ...SHAPE };
    expect(run(fileFeeds([a, b]), grid(10)).said.slice(6)).toEqual([
      'B 110 +70',
      'B 120 +80',
      'B 110 +85',
      ...['A 110 +90', 'B 100 +90'],
      'B 90 +95',
      ...['A 120 +100', 'B 80 +100'],
      ...['A 120 +119.999', 'B 90 +119.999'],
      ...['A closed 120', 'B closed 90'],
    ]);
  });

  it('does not send a market back to a level that appeared behind it', () => {
    const a = { market: market('A'), candles: [flat(0), candle(1, 100, 130, 100, 130)], ...SHAPE };
    const b = { market: market('B'), candles: [flat(0), candle(1, 100, 100, 60, 60)], ...SHAPE };
    let armed = false;
    // When A meets 115 (half way up), somebody begins to wait in B, at 90, which B passes earlier, and at 65, which lies ahead of it.
    const waiting = (symbol: string): number[] => (symbol === 'A' ? [115] : armed ? [90, 65] : []);
    const levels: Levels = {
      waits: () => false,
      next(symbol, from, direction) {
        const ahead = waiting(symbol).filter((level) => (direction === 'up' ? level > from : level < from));
        return direction === 'up' ? Math.min(...ahead) : Math.max(...ahead);
      },
    };
    const lines: string[] = [];
    const feed = fileFeeds([a, b]);
    const sink = {
      quote({ market: symbol, last, at }: Quote) {
        lines.push(`${symbol} ${last} +${(at - START) / 1000}`);
        if (symbol === 'A' && last === 115) armed = true;
      },
      candle() {},
    };
    while (feed.nextAt() !== undefined) feed.step(sink, levels);
    expect(lines.slice(4)).toEqual(['A 115 +90', 'B 65 +97.5', 'A 130 +119.999', 'B 60 +119.999']);
  });

  it('gives each market the quotes that it has alone, and time never goes back', () => {
    const price = fc.integer({ min: 80, max: 120 });
    const candles = fc
      .array(fc.tuple(price, price, price, price), { minLength: 1, maxLength: 6 })
      .map((rows) => rows.map((prices, minute) => candle(minute, prices[0], Math.max(...prices), Math.min(...prices), prices[1])));
    fc.assert(
      fc.property(candles, candles, candles, (...three) => {
        const files = three.map((rows, index) => ({ market: market('ABC'.charAt(index)), candles: rows, ...SHAPE }));
        const together = run(fileFeeds(files), grid(7)).quotes;
        for (const file of files) {
          expect(together.filter((quote) => quote.market === file.market.symbol)).toEqual(run(fileFeed(file), grid(7)).quotes);
        }
        for (const [index, quote] of together.entries()) expect(quote.at).toBeGreaterThanOrEqual(together[index - 1]?.at ?? 0);
      }),
    );
  });
});
