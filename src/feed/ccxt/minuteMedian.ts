const SPAN_MS = 60_000;
/** More prices than this in a minute say nothing new about its middle. */
const APART_MS = 500;

/** The middle price of the last minute, against which a single print is held. */
export class MinuteMedian {
  #seen: { readonly at: number; readonly price: number }[] = [];
  #median = Number.NaN;

  add(price: number, monoMs: number): void {
    const newest = this.#seen.at(-1);
    if (newest !== undefined && monoMs - newest.at < APART_MS) return;
    this.#seen.push({ at: monoMs, price });
    this.#settle(monoMs);
  }

  /** NaN while nothing is known of the last minute. */
  value(monoMs: number): number {
    if ((this.#seen[0]?.at ?? monoMs) < monoMs - SPAN_MS) this.#settle(monoMs);
    return this.#median;
  }

  /** The price is elsewhere now. */
  clear(): void {
    this.#seen = [];
    this.#median = Number.NaN;
  }

  #settle(monoMs: number): void {
    const first = this.#seen.findIndex(({ at }) => at >= monoMs - SPAN_MS);
    this.#seen = first === -1 ? [] : first === 0 ? this.#seen : this.#seen.slice(first);
    const prices = this.#seen.map(({ price }) => price).sort((a, b) => a - b);
    this.#median = prices[Math.floor((prices.length - 1) / 2)] ?? Number.NaN;
  }
}
