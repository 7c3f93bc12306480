import type { Clock } from '#src/domain/clock.ts';

/** Longest that a request waits for the one before it. */
const STEP_MS = 50;

/**
 * For venues that refuse a request whose nonce is not above the last one: requests on different connections may overtake each other, so each goes
 * out when the one before it was answered, or a moment after it was sent.
 */
export class NonceLane {
  readonly #clock: Clock;
  #before: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async send<T>(request: () => Promise<T>): Promise<T> {
    const before = this.#before;
    const sent = before.then(request);
    this.#before = before.then(() => this.#settledSoon(sent));
    return sent;
  }

  #settledSoon(sent: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(STEP_MS, resolve);
      const done = (): void => {
        timer.cancel();
        resolve();
      };
      sent.then(done, done);
    });
  }
}
