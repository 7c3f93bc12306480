import { WSMA } from 'trading-signals';

/**
 * Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): the mean of the first `length` values, then a `length`-th of the way
 * to each new one. The library's own class gives the same values to the last bit, but goes on averaging `length` values for every candle;
 * RSI, ATR and DX take a smoothing as an argument, so they are given this one. It knows no `replace`: only closed candles come here.
 */
export class Wilder extends WSMA {
  readonly #share: number;
  #count = 0;
  #sum = 0;

  constructor(length: number) {
    super(length);
    this.#share = 1 / length;
  }

  override update(value: number): number | null {
    if (this.result !== undefined) {
      this.result = (value - this.result) * this.#share + this.result;
      return this.result;
    }
    this.#sum += value;
    this.#count++;
    if (this.#count < this.interval) return null;
    this.result = this.#sum / this.interval;
    return this.result;
  }
}
