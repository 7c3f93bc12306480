/** An exchange's own clock: follows another one until a test sets it, then stands until it is moved on. */
export class ExchangeTime {
  #follow: () => number;
  #standing: number | undefined;
  #skew = 0;

  constructor(follow: () => number = Date.now) {
    this.#follow = follow;
  }

  /** Epoch milliseconds. */
  now = (): number => (this.#standing ?? Math.floor(this.#follow())) + this.#skew;

  /** Stands still at this moment from now on. */
  set(at: number): void {
    this.#standing = at;
    this.#skew = 0;
  }

  advance(ms: number): void {
    if (this.#standing === undefined) this.#skew += ms;
    else this.#standing += ms;
  }

  /** Follows a clock again (another one, if given). */
  follow(clock: () => number = this.#follow): void {
    this.#follow = clock;
    this.#standing = undefined;
    this.#skew = 0;
  }

  /** Runs this much ahead of the clock that it follows (negative: behind). */
  skew(ms: number): void {
    this.#skew = ms;
  }
}
