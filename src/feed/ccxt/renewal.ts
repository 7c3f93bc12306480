import type { Rng } from '#src/domain/rng.ts';
import type { Streams } from './streams.ts';
import type { Tape } from './tape.ts';

const FIRST_MS = 30_000;
const LONGEST_MS = 600_000;

/** Opens connections anew when a stream is silent although reads show that its market moves: the socket may be open and the subscription gone. */
export class Renewal {
  readonly #tapes: readonly Tape[];
  readonly #streams: Streams;
  readonly #rng: Rng;
  #waitMs = FIRST_MS;
  #notBefore = 0;

  constructor(tapes: readonly Tape[], streams: Streams, rng: Rng) {
    this.#tapes = tapes;
    this.#streams = streams;
    this.#rng = rng;
  }

  watch(mono: number): void {
    if (mono < this.#notBefore) return;
    if (!this.#tapes.some((tape) => tape.isStreamLost(mono))) {
      if (this.#notBefore !== 0) this.#waitMs = FIRST_MS;
      return;
    }
    this.#notBefore = mono + this.#waitMs * (1 + this.#rng.next() / 2);
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * 2);
    void this.#streams.renew();
  }
}
