import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** Where a feed delivers. Candles are closed one-minute candles; longer timeframes are made from them by `analysis/timeframes.ts`. */
export interface FeedSink {
  quote(quote: Quote): void;
  /** `isLate`: known long after its close, because nobody could listen; nothing may begin because of it. */
  candle(market: string, candle: Candle, isLate?: boolean): void;
  /** Minutes from `from` up to but not at `to` are missing and cannot be had: what is worked out from candles over them is not known. Comes before the candle at `to`. */
  gap?(market: string, from: Instant, to: Instant): void;
  /** Prices come again after nobody could hear them: the next one must not be held against the one before. */
  reopened?(market: string): void;
}

/** A closed candle of any timeframe. */
export interface TimedCandle {
  readonly timeframe: Timeframe;
  readonly candle: Candle;
}

/** The feed of a market died or is back, as the ledger writes it. */
export interface FeedChange {
  readonly market: string;
  readonly alive: boolean;
  readonly reason: string;
}

/** Tells a feed that walks through candles where between two prices somebody is waiting, so that it can stop there. */
export interface Levels {
  /** Nearest last price strictly above (or below) `from`; ±Infinity for nothing. */
  next(market: string, from: number, direction: 'up' | 'down'): number;
  /** True when somebody waits for the very next price, whatever it is: a condition that was just armed, an order that is half filled. */
  waits(market: string): boolean;
}

/** Prices that come in steps: a simulated market, a file, or what a real market said since the step before. The engine sets the clock to `nextAt()` and calls `step`. */
export interface SteppedFeed {
  readonly name: string;
  /** True for prices that nobody ever traded at: everything that shows them says SIMULATED. */
  readonly simulated: boolean;
  readonly markets: readonly Market[];
  /** Closed one-minute candles before the first step, oldest first: warm-up for indicators. */
  history(market: string): readonly Candle[];
  /**
   * Closed candles of longer timeframes as the venue made them, in any order, where minutes do not reach back far enough. A timeframe that is among
   * them is not made from minutes until the newest of them has closed.
   */
  longer?(market: string): readonly TimedCandle[];
  /** Time of the next step, or undefined at the end; for real prices, undefined while nothing has come. */
  nextAt(): Instant | undefined;
  /** Delivers everything of that moment. `levels` is asked only by feeds that walk through candles. */
  step(sink: FeedSink, levels: Levels): void;
  /** Calls back, during a step, when a market's prices stop and when they are back. */
  follow?(listener: (change: FeedChange) => void): void;
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
