/**
 * One thing at a time. Whoever hears a report may answer with an order or a cancel at once; that waits here until the venue has finished what it is
 * at, and is done before the outermost call returns. So nothing ever acts on half-changed books, and reports of two orders do not interleave.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  get busy(): boolean {
    return this.#busy;
  }

  /** Runs `turn` now, or after the running one. When a turn throws, what waits stays and comes before the next turn. */
  take(turn: () => void): void {
    this.#waiting.push(turn);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    } finally {
      this.#busy = false;
    }
  }
}
