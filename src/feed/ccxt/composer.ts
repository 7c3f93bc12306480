import { instant } from '#src/domain/clock.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Book, DropReason, Parts } from './border.ts';
import { FUTURE_MS, type Moment, SILENT_MS } from './moment.ts';
import { Rhythm } from './rhythm.ts';

interface Timed<T> {
  readonly value: T;
  readonly mono: number;
  readonly at: number;
}

/** Makes quotes of what a stream pushes: some venues send the book and the last price apart. */
export class Composer {
  readonly #market: string;
  readonly #rhythm = new Rhythm();
  /** Newest venue time by what the message held: a ticker and a book have times of their own. */
  readonly #times = new Map<string, number>();
  #book: Timed<Book> | undefined;
  #last: Timed<number> | undefined;

  constructor(market: string) {
    this.#market = market;
  }

  /** Why the time of a message forbids its use. */
  faultOfTime({ book, last, at }: Parts, { venueNow }: Moment): DropReason | undefined {
    if (at === undefined) return undefined;
    if (at > venueNow + FUTURE_MS) return 'from the future';
    const what = `${book !== undefined}${last !== undefined}`;
    const before = this.#times.get(what);
    if (before !== undefined && at < before) return 'out of order';
    if (before !== undefined) this.#rhythm.beat(at - before);
    this.#times.set(what, at);
    return venueNow - at > this.#rhythm.longestAge() ? 'old' : undefined;
  }

  /** A quote once there are a book and a last price that are both fresh; it is as old as the older of the two. */
  take({ book, last, at }: Parts, { mono, now, venueNow }: Moment): Quote | undefined {
    const from = now - Math.max(0, venueNow - (at ?? venueNow));
    if (book !== undefined) this.#book = { value: book, mono, at: from };
    if (last !== undefined) this.#last = { value: last, mono, at: from };
    if (this.#book === undefined || this.#last === undefined) return undefined;
    if (mono - Math.min(this.#book.mono, this.#last.mono) > SILENT_MS) return undefined;
    return {
      market: this.#market,
      ...this.#book.value,
      last: this.#last.value,
      at: instant(Math.min(this.#book.at, this.#last.at)),
    };
  }

  clear(): void {
    this.#book = undefined;
    this.#last = undefined;
  }
}
