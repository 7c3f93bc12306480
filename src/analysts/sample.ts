import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later, parseInstant } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { opensAt, TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Analyst } from './port.ts';

// For tests: hours by hand, and an analyst that is told them.

export const SAMPLE_HORIZON = { horizonMinutes: 240 };
export const SAMPLE_STRUCTURES = {
  swingWidth: 2,
  lookback: 50,
  displacementRanges: 1.5,
  gapMinPct: 0.07,
  breakCandles: 3,
  atrLength: 14,
  adxLength: 14,
};

const START = parseInstant('2026-01-05T00:00:00Z');
const HOUR_MS = TIMEFRAME_MS['1h'];

export const sampleHour = (index: number): Instant => later(START, index * HOUR_MS);

/** An hour that goes from open to close in a straight line and reaches a little beyond both. */
export const hourOf = (index: number, open: number, close: number, reach = 1): Candle => ({
  openedAt: sampleHour(index),
  open,
  high: Math.max(open, close) + reach,
  low: Math.min(open, close) - reach,
  close,
  volume: 1,
});

/** Hours through these closes. */
export const hoursThrough = (closes: readonly number[], reach = 1): Candle[] =>
  closes.map((close, index) => hourOf(index, closes[index - 1] ?? close, close, reach));

/** Closes that move by `step` each hour, with a small saw on top so that something rises and something falls. */
export const drift = (count: number, step: number, from = 10_000): number[] =>
  Array.from({ length: count }, (_, index) => from + step * index + (index % 2 === 0 ? 2 : -2));

/** A seeded walk of hours. */
export function walkOfHours(count: number, seed: number): Candle[] {
  const rng = seededRng(seed);
  let price = 10_000;
  return hoursThrough(
    Array.from({ length: count }, () => {
      price = Math.max(100, price + rng.normal() * 40);
      return price;
    }),
    10,
  );
}

/** Feeds closed hours, and four-hour candles made of them as they close; gives what it holds after each hour. */
export function sayings(analyst: Analyst, hours: readonly Candle[]): (Opinion | undefined)[] {
  let growing: Candle | undefined;
  return hours.map((hour) => {
    const openedAt = opensAt(hour.openedAt, '4h');
    growing =
      growing?.openedAt === openedAt
        ? { ...growing, high: Math.max(growing.high, hour.high), low: Math.min(growing.low, hour.low), close: hour.close }
        : { ...hour, openedAt };
    if (analyst.timeframes.includes('1h')) analyst.candle('1h', hour);
    if (analyst.timeframes.includes('4h') && hour.openedAt + HOUR_MS === openedAt + TIMEFRAME_MS['4h']) analyst.candle('4h', growing);
    return analyst.opinion(later(hour.openedAt, HOUR_MS));
  });
}

/** What a fresh analyst holds after these hours. */
export const opinionAfter = (analyst: Analyst, hours: readonly Candle[]): Opinion | undefined => sayings(analyst, hours).at(-1);
