import type { Candle } from '#src/domain/candle.ts';
import type { Side } from '#src/domain/condition.ts';
import type { Swing } from './swings.ts';

/** A move from one swing to the next opposite one: low to high for a long leg, high to low for a short one. */
export interface Leg {
  readonly side: Side;
  readonly from: Swing;
  readonly to: Swing;
}

/** How much of the leg a price has given back: 0 at its end, 1 at its start, negative beyond the end. Fibonacci levels are values of it. */
export const retracementOf = (leg: Leg, price: number): number => (leg.to.price - price) / (leg.to.price - leg.from.price);

/** The price at a retracement; 0.618 lies inside the leg, −0.272 is what is called the 1.272 extension. */
export const priceAt = (leg: Leg, retracement: number): number => leg.to.price - retracement * (leg.to.price - leg.from.price);

/** The last leg of each side, from swings in the order in which they become known. A leg is gone when a candle closes beyond its start. */
export class Legs {
  #pivot: Swing | undefined;
  #before: Swing | undefined;
  #long: Leg | undefined;
  #short: Leg | undefined;

  of(side: Side): Leg | undefined {
    return side === 'long' ? this.#long : this.#short;
  }

  /** To be called before the swings of the same candle, which are older than its close. */
  update(candle: Candle): void {
    if (this.#long !== undefined && candle.close < this.#long.from.price) this.#long = undefined;
    if (this.#short !== undefined && candle.close > this.#short.from.price) this.#short = undefined;
  }

  swing(swing: Swing): void {
    const pivot = this.#pivot;
    if (pivot?.kind === swing.kind) {
      // Two highs without a low between them are one turn; the farther one is it.
      if (swing.kind === 'high' ? swing.price <= pivot.price : swing.price >= pivot.price) return;
    } else {
      this.#before = pivot;
    }
    this.#pivot = swing;
    const from = this.#before;
    if (from === undefined) return;
    if (swing.kind === 'high' && from.price < swing.price) this.#long = { side: 'long', from, to: swing };
    if (swing.kind === 'low' && from.price > swing.price) this.#short = { side: 'short', from, to: swing };
  }
}
