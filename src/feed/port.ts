import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';

/** Where a feed delivers. Candles are closed one-minute candles; longer timeframes are made from them by `analysis/timeframes.ts`. */
export interface FeedSink {
  quote(quote: Quote): void;
  candle(market: string, candle: Candle): void;
}

/** Tells a feed that walks through candles where between two prices somebody is waiting, so that it can stop there. */
export interface Levels {
  /** Nearest last price strictly above (or below) `from`; ±Infinity for nothing. */
  next(market: string, from: number, direction: 'up' | 'down'): number;
  /** True when somebody waits for the very next price, whatever it is: a condition that was just armed, an order that is half filled. */
  waits(market: string): boolean;
}

/** Prices that come in steps: a simulated market or a file. The engine sets the clock to `nextAt()` and calls `step`. */
export interface SteppedFeed {
  readonly name: string;
  /** True for prices that nobody ever traded at: everything that shows them says SIMULATED. */
  readonly simulated: boolean;
  readonly markets: readonly Market[];
  /** Closed one-minute candles before the first step, oldest first: warm-up for indicators. */
  history(market: string): readonly Candle[];
  /** Time of the next step, or undefined at the end. */
  nextAt(): Instant | undefined;
  /** Delivers everything of that moment. `levels` is asked only by feeds that walk through candles. */
  step(sink: FeedSink, levels: Levels): void;
}

/** What a file of candles was like. Nothing is guessed over: what is wrong is counted, named and left out. */
export interface FileReport {
  readonly path: string;
  readonly sha256: string;
  readonly candles: number;
  readonly from: Instant;
  readonly to: Instant;
  /** Minutes between neighboring candles in which no candle came. */
  readonly missing: number;
  readonly gaps: number;
  readonly duplicates: number;
  readonly disordered: number;
  /** Rows that could not be true, with their line and the reason; the first 20. */
  readonly bad: number;
  readonly badRows: readonly { readonly line: number; readonly reason: string }[];
}
