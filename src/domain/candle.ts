import type { Instant } from './clock.ts';

/** Prices over one timeframe, in floats: candles feed indicators and triggers, never postings. `openedAt` is the start; volume in base units. */
export interface Candle {
  readonly openedAt: Instant;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The reason why a candle cannot be true, or undefined when it can. */
export function faultOf(candle: Candle): string | undefined {
  const { open, high, low, close, volume } = candle;
  for (const price of [open, high, low, close]) {
    if (!Number.isFinite(price) || price <= 0) return 'a price is not a positive number';
  }
  if (!Number.isFinite(volume) || volume < 0) return 'the volume is negative or not a number';
  if (high < Math.max(open, close) || low > Math.min(open, close)) return 'the high or low does not hold the open and close';
  return undefined;
}
