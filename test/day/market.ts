import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';

const MINUTE_MS = 60_000;
/** Of a minute, as a share of the price: about three percent a day, as a large coin has it. */
const RESTLESSNESS = 0.0008;

/** Minutes before an instant that end at a price: a walk of a market that trends and turns. The same market and price give the same walk. */
export function pastOf(market: string, price: number, until: Instant, minutes: number): Candle[] {
  const rng = seededRng(seedOf('past', market));
  const candles: Candle[] = [];
  let close = price;
  for (let i = 1; i <= minutes; i++) {
    const drift = Math.sin(i / 600) * 0.00002;
    const open = cents(close * (1 - drift + rng.normal() * RESTLESSNESS));
    const [low, high] = [Math.min(open, close), Math.max(open, close)];
    const reach = (): number => 1 + Math.abs(rng.normal()) * RESTLESSNESS * 0.5;
    candles.push({
      openedAt: later(until, -i * MINUTE_MS),
      open,
      high: cents(high * reach()),
      low: cents(low / reach()),
      close,
      volume: (60 + rng.next() * 80) * (1.2 + Math.sin(i / 90) * 0.5 + Math.sin(i / 31) * 0.4),
    });
    close = open;
  }
  return candles.reverse();
}

/** Prices at the end of each minute on the way to a price: there in the end, restless in between, but beyond neither end. */
export function wayTo(from: number, to: number, minutes: number, rng: Rng): number[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const margin = (high - low) * 0.02;
  let off = 0;
  return Array.from({ length: minutes }, (_, i) => {
    if (i === minutes - 1) return to;
    off = off * 0.97 + rng.normal() * RESTLESSNESS * from;
    const line = from + ((to - from) * (i + 1)) / minutes;
    return cents(Math.min(high - margin, Math.max(low + margin, line + off)));
  });
}

const cents = (price: number): number => Number(price.toFixed(2));
