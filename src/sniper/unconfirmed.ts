import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/**
 * A trigger that was true while only one source had its price: by what it was judged, so that it can be asked again with the next price. A cross is
 * held against the price before it, and a close stays known, until the price is confirmed or the trigger is not true any more.
 */
export interface Unconfirmed {
  readonly before: number | undefined;
  readonly closed: ReadonlyMap<Timeframe, Candle>;
  readonly since: Instant;
  /** It was said that it waits. */
  readonly isTold: boolean;
}

/** A second source is asked at once and answers within a moment: what takes longer is said. */
export const LONG_MS = 2_000;
