import type { Rng } from '#src/domain/rng.ts';

/** How many seconds may lie between two quotes: they divide a minute and leave room for its four corners. */
export const TICK_SECONDS = [1, 2, 3, 4, 5, 6, 10, 12, 15] as const;
export type TickSeconds = (typeof TICK_SECONDS)[number];

/** A bridge strays by this part of the minute's range per square root of a tick: 1 ÷ 1.6, since a Brownian range is 1.6 σ on average. */
const STRAY = 0.6;

/**
 * Prices inside a minute whose candle is known: starts at the open, ends at the close, reaches high and low exactly and stays between them. Brownian
 * bridges from corner to corner, held inside. `bars` holds the candle from `row` on; `out` is filled.
 */
export function drawTicks(rng: Rng, bars: Float64Array, row: number, out: Float64Array): void {
  const open = bars[row] as number;
  const high = bars[row + 1] as number;
  const low = bars[row + 2] as number;
  const close = bars[row + 3] as number;
  const last = out.length - 1;
  // Two different ticks between the first and the last for the extremes.
  const one = 1 + Math.floor(rng.next() * (last - 1));
  const other = 1 + ((one + Math.floor(rng.next() * (last - 2))) % (last - 1));
  const lowFirst = rng.next() < (close >= open ? 0.7 : 0.3);
  const first = Math.min(one, other);
  const second = Math.max(one, other);
  const stray = ((high - low) * STRAY) / Math.sqrt(last);
  const hold = (price: number): number => Math.min(high, Math.max(low, price));
  const bridge = (from: number, to: number, target: number): void => {
    let price = out[from] as number;
    for (let tick = from + 1; tick < to; tick++) {
      const left = to - tick + 1;
      price = hold(price + (target - price) / left + stray * Math.sqrt((left - 1) / left) * rng.normal());
      out[tick] = price;
    }
    out[to] = target;
  };
  out[0] = open;
  bridge(0, first, lowFirst ? low : high);
  bridge(first, second, lowFirst ? high : low);
  bridge(second, last, close);
}
