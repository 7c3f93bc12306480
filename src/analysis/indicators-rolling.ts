/** The mean of the last `length` values, in O(1) a value. */
export class RollingMean {
  readonly #ring: Float64Array;
  #at = 0;
  #sum = 0;
  #full = false;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  /** Takes a value; gives the mean, or NaN until `length` values have come. */
  add(value: number): number {
    const ring = this.#ring;
    this.#sum += value - (ring[this.#at] as number);
    ring[this.#at] = value;
    this.#at++;
    if (this.#at === ring.length) {
      this.#at = 0;
      this.#full = true;
      // Adding and taking away collects rounding errors; one fresh sum a round keeps a long series as exact as a short one.
      this.#sum = 0;
      for (const one of ring) this.#sum += one;
    }
    return this.#full ? this.#sum / ring.length : Number.NaN;
  }
}
