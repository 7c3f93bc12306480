import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';

/** What an opinion is about beside its direction: given to every analyst, so that all are measured over the same time. */
export interface Horizon {
  readonly horizonMinutes: number;
}

/**
 * Whoever says where a market goes: one for one market, fed each closed candle of its timeframes once, in order. There is no other way to predict;
 * the language model's opinion is an `Opinion` like theirs, and is measured and weighed by the same code.
 */
export interface Analyst {
  readonly name: string;
  /** Timeframes whose closed candles it wants. */
  readonly timeframes: readonly Timeframe[];
  candle(timeframe: Timeframe, candle: Candle): void;
  /** What it holds after the candles so far; undefined while they are too few for it to hold anything, `flat` when it sees nothing. */
  opinion(now: Instant): Opinion | undefined;
}
