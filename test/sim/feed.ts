import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { FeedSink, SteppedFeed } from '#src/feed/port.ts';

const MINUTE_MS = 60_000;
const HISTORY = 30;

/** Prices as a stream brings them, good and bad ones, with minutes made of the good ones. One for each start of a process. */
export class SimFeed implements SteppedFeed {
  readonly name = 'simulation';
  readonly simulated = false;
  readonly markets: readonly Market[];
  readonly #now: () => Instant;
  readonly #history: readonly Candle[];
  #queue: ((sink: FeedSink) => void)[] = [];
  #growing: Candle | undefined;

  constructor(markets: readonly Market[], now: () => Instant, lastPrice: number) {
    this.markets = markets;
    this.#now = now;
    const end = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    this.#history = Array.from({ length: HISTORY }, (_, i) => ({
      openedAt: instant(end - (HISTORY - i) * MINUTE_MS),
      open: lastPrice,
      high: lastPrice * 1.001,
      low: lastPrice * 0.999,
      close: lastPrice,
      volume: 10,
    }));
  }

  history = (): readonly Candle[] => this.#history;

  nextAt = (): Instant | undefined => (this.#queue.length > 0 ? this.#now() : undefined);

  confirmed = (): boolean => true;

  basisPct = (): number => 0.01;

  fundingPct = (): number => 0.01;

  /** What was heard before counts no more. */
  interrupted(): void {
    this.#queue = [];
  }

  /** A price that is none: it is in no candle of the venue. */
  hearsNonsense(quote: Quote): void {
    this.#queue.push((sink) => sink.quote(quote));
  }

  hears(quote: Quote): void {
    const openedAt = instant(Math.floor(quote.at / MINUTE_MS) * MINUTE_MS);
    const { last } = quote;
    // A price from before this start, by a clock that was set since: its minute is in the history.
    if (openedAt <= (this.#history.at(-1)?.openedAt ?? 0)) {
      this.#queue.push((sink) => sink.quote(quote));
      return;
    }
    const before = this.#growing;
    if (before !== undefined && openedAt > before.openedAt) {
      const market = this.markets[0]?.symbol ?? '';
      this.#queue.push((sink) => sink.candle(market, before));
      this.#growing = undefined;
    }
    const growing = this.#growing ?? { openedAt, open: last, high: last, low: last, close: last, volume: 5 };
    this.#growing = { ...growing, high: Math.max(growing.high, last), low: Math.min(growing.low, last), close: last };
    this.#queue.push((sink) => sink.quote(quote));
  }

  step(sink: FeedSink): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const deliver of queue) deliver(sink);
  }
}
