import type { Instant } from '#src/domain/clock.ts';

/** One moment by three clocks: one that never goes back, the market's, and the venue's. */
export interface Moment {
  readonly mono: number;
  readonly now: Instant;
  readonly venueNow: number;
}

/** Longest that nothing good may come, and that a part of a quote may be old (venues.md: local receive age). */
export const SILENT_MS = 5_000;
/** How far ahead of the venue's clock its own prices may be. */
export const FUTURE_MS = 2_000;
