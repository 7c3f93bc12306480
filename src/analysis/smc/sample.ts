import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later, parseInstant } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';

// For tests: candles by hand and candles by seed.

export const SAMPLE_START = parseInstant('2026-01-05T00:00:00Z');

/** Start of the candle with this running number. */
export const sampleAt = (timeframe: Timeframe, index: number): Instant => later(SAMPLE_START, index * TIMEFRAME_MS[timeframe]);

/** Candles in a row from `[open, high, low, close]`. */
export const candlesOf = (timeframe: Timeframe, rows: readonly (readonly [number, number, number, number])[]): Candle[] =>
  rows.map(([open, high, low, close], index) => ({ openedAt: sampleAt(timeframe, index), open, high, low, close, volume: 1 }));

/** The candles seen in a mirror at `axis`: highs become lows and rises falls. */
export const mirrored = (candles: readonly Candle[], axis: number): Candle[] =>
  candles.map(({ openedAt, open, high, low, close, volume }) => ({
    openedAt,
    open: axis - open,
    high: axis - low,
    low: axis - high,
    close: axis - close,
    volume,
  }));

/** A seeded walk with trends and calm and wild phases; prices in whole cents, so that a mirror loses nothing. */
export function walkOf(timeframe: Timeframe, count: number, seed: number): Candle[] {
  const rng = seededRng(seed);
  const cents = (price: number): number => Math.round(price * 100) / 100;
  const candles: Candle[] = [];
  let price = 20_000;
  let drift = 0;
  let scale = 0.001;
  for (let index = 0; index < count; index++) {
    if (index % 50 === 0) {
      drift = rng.normal() * 0.0004;
      scale = 0.0005 + rng.next() * 0.002;
    }
    const open = price;
    const path = [open];
    for (let step = 0; step < 6; step++) path.push(cents((path.at(-1) as number) * (1 + drift / 6 + (rng.normal() * scale) / 2.5)));
    price = path.at(-1) as number;
    candles.push({
      openedAt: sampleAt(timeframe, index),
      open,
      high: Math.max(...path),
      low: Math.min(...path),
      close: price,
      volume: 1 + rng.next(),
    });
  }
  return candles;
}
