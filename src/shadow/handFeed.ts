import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import { CandlePath, type QuoteShape } from '#src/feed/candlePath.ts';
import type { FeedSink, Levels, SteppedFeed } from '#src/feed/port.ts';

/** Nobody waits for anything. */
const NO_LEVELS: Levels = {
  next: (_, __, direction) => (direction === 'up' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
  waits: () => false,
};

/** A level a hair away, wherever it is asked from: a walk stops where it stands. */
const RIGHT_HERE: Levels = { next: (_, from, direction) => from * (direction === 'up' ? 1 + 1e-12 : 1 - 1e-12), waits: () => false };

export interface HandFeedOptions extends QuoteShape {
  readonly market: Market;
  /** Closed one-minute candles before the first step: warm-up for indicators. */
  readonly before: readonly Candle[];
  /** Funding of a perpetual per interval, percent. */
  readonly fundingPct: (market: string, at: Instant) => number;
}

/**
 * A feed of one market that is given its candles one by one, each walked through as `candlePath.ts` tells. It has no step of its own: whoever gives a
 * candle steps.
 */
export class HandFeed implements SteppedFeed {
  readonly name = 'file';
  readonly simulated = false;
  readonly markets: readonly Market[];
  readonly fundingPct: HandFeedOptions['fundingPct'];
  readonly #before: readonly Candle[];
  readonly #path: CandlePath;
  #candle: Candle | undefined;
  /** The walk of the candle begins here, and `stood` is called when the price of that moment has been quoted. */
  #begin: { readonly at: Instant; readonly stood: () => void } | undefined;

  constructor({ market, before, fundingPct, ...shape }: HandFeedOptions) {
    this.markets = [market];
    this.fundingPct = fundingPct;
    this.#before = before;
    this.#path = new CandlePath(market, shape);
  }

  /** The spot market beside a perpetual is not followed, so that there is no distance between them. */
  readonly basisPct = (): number => 0;

  give(candle: Candle): void {
    this.#candle = candle;
    this.#begin = undefined;
  }

  /** Gives the candle of a minute whose first part is over already: it is walked from where it stood at `at`. */
  giveFrom(candle: Candle, at: Instant, stood: () => void): void {
    this.#candle = candle;
    this.#begin = { at, stood };
  }

  history(): readonly Candle[] {
    return this.#before;
  }

  nextAt(): Instant | undefined {
    return this.#candle?.openedAt;
  }

  step(sink: FeedSink, levels: Levels): void {
    const candle = this.#candle;
    const begin = this.#begin;
    if (candle === undefined) return;
    this.#candle = undefined;
    if (begin === undefined) {
      this.#path.walk(candle, sink, levels);
      return;
    }
    this.#path.begin(candle);
    // Later than its close there is nothing to walk to.
    if (this.#path.seek(NO_LEVELS) > begin.at) {
      this.#path.skipTo(begin.at);
      this.#path.seek(RIGHT_HERE);
    }
    let isOver = this.#path.deliver(sink);
    begin.stood();
    while (!isOver) {
      this.#path.seek(levels);
      isOver = this.#path.deliver(sink);
    }
    sink.candle(this.#path.market, candle);
  }
}

/** The candle of a minute in which nothing was heard: as flat as the opening of the one after it. */
export const flatBefore = ({ openedAt, open, volume }: Candle): Candle => ({
  openedAt: later(openedAt, -60_000),
  open,
  high: open,
  low: open,
  close: open,
  volume,
});
