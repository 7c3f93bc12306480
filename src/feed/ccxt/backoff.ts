import type { Rng } from '#src/domain/rng.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A connection that held so long was a good one. */
const HELD_MS = 60_000;

/** How long to wait before the next try: doubled with each failure up to the longest, and drawn from the upper half of it, so that nobody tries in step. */
export class Backoff {
  readonly #rng: Rng;
  readonly #longestMs: number;
  #failures = 0;

  constructor(rng: Rng, longestMs = LONGEST_MS) {
    this.#rng = rng;
    this.#longestMs = longestMs;
  }

  /** After a failure; `heldMs`: how long it had worked until then. */
  next(heldMs = 0): number {
    if (heldMs >= HELD_MS) this.#failures = 0;
    const longest = Math.min(this.#longestMs, FIRST_MS * 2 ** Math.min(this.#failures++, 16));
    return (longest / 2) * (1 + this.#rng.next());
  }

  good(): void {
    this.#failures = 0;
  }
}
