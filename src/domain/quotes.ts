import type { Quote } from './quote.ts';

/** The latest quote of each market, in memory only. Feeds write it, everybody reads it. */
export class Quotes {
  readonly #latest = new Map<string, Quote>();

  put(quote: Quote): void {
    this.#latest.set(quote.market, quote);
  }

  get(market: string): Quote | undefined {
    return this.#latest.get(market);
  }

  all(): IterableIterator<Quote> {
    return this.#latest.values();
  }
}
