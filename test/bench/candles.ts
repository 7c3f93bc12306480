import type { Candle } from '#src/domain/candle.ts';
import { instant } from '#src/domain/clock.ts';
import { seededRng, seedOf } from '#src/domain/rng.ts';

/** How many the contestants run over. */
export const CANDLES = 500_000;

const MINUTE_MS = 60_000;
const START = Date.UTC(2024, 0, 1);
/** Volatility of one quiet minute, as a fraction: about 40 % a year. */
const CALM = 0.0005;
/** How much of a minute's log volatility is left in the next: clusters fade over some two hours. */
const PERSISTENCE = 0.992;
const SHOCK = 0.08;
/** About what one BTC costs in a currency without cents. */
const FIRST_PRICE = 2_000_000;

/**
 * One-minute candles of a geometric random walk, prices in whole numbers (see averageCross.ts), the same for the same seed. Log volatility is a first-order autoregression, so
 * that calm and wild hours cluster; each candle opens a little beside the close before it, so that "at the close" and "at the next open" are different prices.
 */
export function benchCandles(count = CANDLES, seed = seedOf('heron bench')): Candle[] {
  const rng = seededRng(seed);
  const candles: Candle[] = [];
  let price = FIRST_PRICE;
  let heat = 0;
  for (let i = 0; i < count; i++) {
    heat = PERSISTENCE * heat + SHOCK * rng.normal();
    const volatility = CALM * Math.exp(Math.min(heat, 2));
    const open = Math.round(price * Math.exp(0.1 * volatility * rng.normal()));
    const close = Math.round(open * Math.exp(volatility * rng.normal()));
    const high = Math.round(Math.max(open, close) * Math.exp(0.5 * volatility * Math.abs(rng.normal())));
    const low = Math.round(Math.min(open, close) * Math.exp(-0.5 * volatility * Math.abs(rng.normal())));
    const volume = Math.round(1_000 * Math.exp(heat + 0.5 * rng.normal())) / 1_000;
    candles.push({ openedAt: instant(START + i * MINUTE_MS), open, high, low, close, volume });
    price = close;
  }
  return candles;
}
