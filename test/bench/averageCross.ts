/** Lengths in candles, chosen once, before any engine was measured: they make 7,027 trades over the 500,000 candles. */
export const FAST = 12;
export const SLOW = 40;
/** No decision before so many candles: by then it no longer matters how an implementation seeds its averages. */
export const WARM_UP_CANDLES = 1_000;

const FAST_WEIGHT = 2 / (FAST + 1);
const SLOW_WEIGHT = 2 / (SLOW + 1);

/**
 * The strategy of the benchmark, for every contestant the same. Long only, one position at a time, no stop, no target:
 * - flat, and a candle closes with EMA 12 above EMA 40: buy at the open of the next candle;
 * - long, and a candle closes with EMA 12 below EMA 40: sell at the open of the next candle;
 * - nothing is decided at the close of a candle at whose open a fill happened, nor at the close of the first 1,000 candles.
 * The third rule is how grademark works: it spends such a candle on the fill. A position still open after the last candle is not a trade.
 */
export class AverageCross {
  #fast = Number.NaN;
  #slow = Number.NaN;
  #seen = 0;

  /**
   * Takes the next close; tells on which side of the slow average the fast one now is: 1 above, -1 below, 0 equal or not warm yet.
   * Averages begin with the first close; written as trading-signals writes them, so that both round alike.
   */
  side(close: number): number {
    if (this.#seen++ === 0) {
      this.#fast = close;
      this.#slow = close;
    } else {
      this.#fast = close * FAST_WEIGHT + this.#fast * (1 - FAST_WEIGHT);
      this.#slow = close * SLOW_WEIGHT + this.#slow * (1 - SLOW_WEIGHT);
    }
    return this.#seen <= WARM_UP_CANDLES ? 0 : Math.sign(this.#fast - this.#slow);
  }
}
