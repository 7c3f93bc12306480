/** Lengths in candles, chosen once, before any engine was measured. */
export const FAST = 12;
export const SLOW = 40;

/**
 * The strategy of the benchmark, for every contestant the same. Long only, one position at a time, no stop, no target:
 * - flat, and a candle closes with SMA 12 above SMA 40: buy at the open of the next candle;
 * - long, and a candle closes with SMA 12 below SMA 40: sell at the open of the next candle;
 * - nothing is decided at the close of a candle at whose open a fill happened, nor at the close of the first 40 candles.
 * The third rule is how grademark works: it spends such a candle on the fill, and its README skips as many candles as the average is long. A position still open after the last candle is not a trade.
 *
 * Prices are whole numbers, so the running sums here and the sums over whole windows elsewhere are exact, and all divide the same numbers: averages are equal to the bit.
 */
export class AverageCross {
  /** The last closes, in turn; zero where there was none yet. */
  readonly #closes = new Float64Array(SLOW);
  #fastSum = 0;
  #slowSum = 0;
  #seen = 0;

  /** Takes the next close; tells on which side of the slow average the fast one now is: 1 above, -1 below, 0 equal or not warm yet. */
  side(close: number): number {
    const closes = this.#closes;
    const turn = this.#seen % SLOW;
    this.#fastSum += close - (closes[(turn + SLOW - FAST) % SLOW] as number);
    this.#slowSum += close - (closes[turn] as number);
    closes[turn] = close;
    return ++this.#seen <= SLOW ? 0 : Math.sign(this.#fastSum / FAST - this.#slowSum / SLOW);
  }
}
