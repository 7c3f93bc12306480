import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { Recent } from './recent.ts';

/** A turning point: the extreme of a candle that tops (undercuts) `width` candles on each side. */
export interface Swing {
  readonly kind: 'high' | 'low';
  readonly price: number;
  /** Start of the candle that made it. */
  readonly openedAt: Instant;
  /** Running number of that candle in its timeframe. */
  readonly index: number;
}

const NONE: readonly Swing[] = [];

/**
 * Fractal swing points (Bill Williams' fractal, with the width as a setting). A swing is known only `width` candles after its own candle, so nothing here looks ahead. Of
 * equal extremes the earlier is the swing.
 */
export class Swings {
  readonly #width: number;
  readonly #recent: Recent<Candle>;
  #seen = 0;
  #high: Swing | undefined;
  #low: Swing | undefined;

  constructor(width: number) {
    this.#width = width;
    this.#recent = new Recent(2 * width + 1);
  }

  /** The newest swing high that is known. */
  get high(): Swing | undefined {
    return this.#high;
  }

  /** The newest swing low that is known. */
  get low(): Swing | undefined {
    return this.#low;
  }

  get retained(): number {
    return this.#recent.length + 2;
  }

  /** Takes a closed candle; returns what it makes known, none, one or (an outside candle) two swings in the order in which they were likely traded. */
  update(candle: Candle): readonly Swing[] {
    this.#recent.push(candle);
    this.#seen++;
    const middle = this.#recent.at(this.#width);
    if (middle === undefined || this.#recent.length <= 2 * this.#width) return NONE;
    const isHigh = this.#isExtreme(middle, true);
    const isLow = this.#isExtreme(middle, false);
    if (!isHigh && !isLow) return NONE;
    const found: Swing[] = [];
    const { openedAt } = middle;
    const index = this.#seen - 1 - this.#width;
    if (isLow) {
      this.#low = { kind: 'low', price: middle.low, openedAt, index };
      found.push(this.#low);
    }
    if (isHigh) {
      this.#high = { kind: 'high', price: middle.high, openedAt, index };
      found.push(this.#high);
    }
    // A rising candle most likely saw its low first, a falling one its high.
    return middle.close < middle.open ? found.reverse() : found;
  }

  #isExtreme(middle: Candle, high: boolean): boolean {
    for (let back = 0; back <= 2 * this.#width; back++) {
      const other = this.#recent.at(back);
      if (other === undefined || back === this.#width) continue;
      const lead = high ? middle.high - other.high : other.low - middle.low;
      const earlier = back > this.#width;
      if (earlier ? lead <= 0 : lead < 0) return false;
    }
    return true;
  }
}
