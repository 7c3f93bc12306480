import { type Instant, instant } from './clock.ts';

export const TIMEFRAMES = ['1m', '5m', '15m', '1h', '4h', '1d'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

const MINUTE = 60_000;
export const TIMEFRAME_MS: Record<Timeframe, number> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '4h': 240 * MINUTE,
  '1d': 1440 * MINUTE,
};

/** The start, in UTC, of the candle of `timeframe` that holds `at`. */
export const opensAt = (at: Instant, timeframe: Timeframe): Instant => instant(at - (at % TIMEFRAME_MS[timeframe]));
