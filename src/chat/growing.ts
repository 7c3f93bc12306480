import type { Clock } from '#src/domain/clock.ts';
import type { Reply } from './reply.ts';

/**
 * Shows an answer while it grows: always its newest state, one after the other, at most once in so many milliseconds. What cannot be shown is not tried again:
 * the whole answer comes all the same.
 */
export class Growing {
  readonly #put: (reply: Reply) => Promise<void>;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #everyMs: number;
  #newest: Reply | undefined;
  #work: Promise<void> | undefined;
  #isOver = false;

  constructor(put: (reply: Reply) => Promise<void>, clock: Pick<Clock, 'after'>, everyMs: number) {
    this.#put = put;
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  show(reply: Reply): void {
    if (this.#isOver) return;
    this.#newest = reply;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  /** Nothing is shown any more when this resolves; the whole answer may follow at once. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#work;
  }

  async #run(): Promise<void> {
    try {
      while (this.#newest !== undefined && !this.#isOver) {
        const reply = this.#newest;
        this.#newest = undefined;
        await this.#put(reply);
        await new Promise<void>((resolve) => void this.#clock.after(this.#everyMs, resolve));
      }
    } catch {
      this.#isOver = true;
    }
  }
}
