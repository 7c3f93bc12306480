import type { Reply } from '#src/chat/reply.ts';

/** An answer that is printed as it grows: each time what has been added since. */
export class GrowingText {
  readonly #paint: (reply: Reply) => string;
  #printed = '';

  constructor(paint: (reply: Reply) => string) {
    this.#paint = paint;
  }

  /** What is to be printed now. What was printed cannot be taken back: an answer that turned out otherwise is printed whole, below. */
  more(reply: Reply): string {
    const whole = this.#paint(reply);
    const added = whole.startsWith(this.#printed) ? whole.slice(this.#printed.length) : `\n\n${whole}`;
    this.#printed = whole;
    return added;
  }
}
