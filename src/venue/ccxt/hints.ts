import type { Clock, Timer } from '#src/domain/clock.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Waits for what a venue pushes about the account and calls back: go and read. What it pushed is not used, because a stream may be dead without
 * anybody seeing it, and may repeat itself. A stream that breaks is opened again, later each time; when it is back there is something to read too.
 */
export class Hints {
  readonly #clock: Clock;
  readonly #streams: readonly (() => Promise<unknown>)[];
  readonly #listeners = new Set<() => void>();
  readonly #pauses = new Set<Timer>();
  #isOpen = false;

  /** `streams`: each resolves at the next push. */
  constructor(clock: Clock, streams: readonly (() => Promise<unknown>)[]) {
    this.#clock = clock;
    this.#streams = streams;
  }

  /** Begins to listen with the first listener. Returns what takes it away. */
  listen(heard: () => void): () => void {
    this.#listeners.add(heard);
    if (!this.#isOpen) {
      this.#isOpen = true;
      for (const stream of this.#streams) void this.#follow(stream, FIRST_PAUSE_MS);
    }
    return () => this.#listeners.delete(heard);
  }

  /** Something else has shown that there is news. */
  give(): void {
    for (const heard of [...this.#listeners]) heard();
  }

  close(): void {
    this.#isOpen = false;
    this.#listeners.clear();
    for (const pause of this.#pauses) pause.cancel();
    this.#pauses.clear();
  }

  async #follow(stream: () => Promise<unknown>, firstPauseMs: number): Promise<void> {
    let pauseMs = firstPauseMs;
    while (this.#isOpen) {
      try {
        await stream();
        pauseMs = FIRST_PAUSE_MS;
        if (this.#isOpen) this.give();
      } catch {
        if (!this.#isOpen) return;
        await this.#pause(pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        if (this.#isOpen) this.give();
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, () => {
        this.#pauses.delete(timer);
        resolve();
      });
      this.#pauses.add(timer);
    });
  }
}
