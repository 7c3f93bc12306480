const KEPT = 15;
const LEAST_MS = 3_000;

/** How often the updates of a stream come, by the venue's own times: what comes rarely may be older. */
export class Rhythm {
  #between: number[] = [];

  /** Milliseconds between two updates. */
  beat(ms: number): void {
    if (ms <= 0) return;
    this.#between.push(ms);
    if (this.#between.length > KEPT) this.#between.shift();
  }

  /** The age, in milliseconds, beyond which an update is old: three seconds, or three times the median between two. */
  longestAge(): number {
    const sorted = [...this.#between].sort((a, b) => a - b);
    return Math.max(LEAST_MS, 3 * (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0));
  }
}
