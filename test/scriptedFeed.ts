import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { FeedSink, SteppedFeed } from '#src/feed/port.ts';

const MINUTE_MS = 60_000;

/** How a price is quoted: the distance of bid and ask in basis points, and the amounts that can be had there. */
export interface QuoteShape {
  readonly spreadBps?: number;
  readonly bidSize?: number;
  readonly askSize?: number;
  /** Base units that trade in a minute. */
  readonly volume?: number;
}

interface Tape {
  readonly market: Market;
  last: number | undefined;
  shape: Required<QuoteShape>;
  /** The minute that grows: it holds the prices after `openedAt`, up to and including its end. */
  growing: Candle;
  readonly closed: Candle[];
}

export interface ScriptedFeedOptions {
  readonly markets: readonly Market[];
  readonly startAt: Instant;
  /** What a market was like before: warm-up at a first start, everything seen so far after a restart. */
  readonly history?: ReadonlyMap<string, readonly Candle[]>;
  readonly simulated?: boolean;
}

/**
 * A feed whose prices a test says. What is said waits in a queue until the engine takes it, one item a step: a quote, or the minute candles that end.
 * A market whose price was said once has a candle for each minute from then on, flat when nothing was said in it.
 */
export class ScriptedFeed implements SteppedFeed {
  readonly name = 'scripted';
  readonly simulated: boolean;
  readonly markets: readonly Market[];
  /** Percent that a perpetual's longs pay at each funding time. */
  readonly fundingRatesPct = new Map<string, number>();
  /** Percent that a perpetual is above its index; not known unless said. */
  readonly basesPct = new Map<string, number>();
  readonly #tapes = new Map<string, Tape>();
  readonly #queue: { readonly at: Instant; readonly deliver: (sink: FeedSink) => void }[] = [];
  /** Everything up to here has been said. */
  #saidUntil: Instant;

  constructor({ markets, startAt, history, simulated = true }: ScriptedFeedOptions) {
    this.markets = markets;
    this.simulated = simulated;
    this.#saidUntil = startAt;
    for (const market of markets) {
      const closed = [...(history?.get(market.symbol) ?? [])];
      const last = closed.at(-1)?.close;
      this.#tapes.set(market.symbol, {
        market,
        last,
        shape: { spreadBps: 2, bidSize: 1_000, askSize: 1_000, volume: 100 },
        growing: flat(minuteOf(later(startAt, 1)), last ?? Number.NaN),
        closed,
      });
    }
  }

  /** Symbols whose price was said. */
  get priced(): string[] {
    return [...this.#tapes.values()].flatMap(({ market, last }) => (last === undefined ? [] : [market.symbol]));
  }

  /** What a market did so far, minute by minute. */
  seen(): ReadonlyMap<string, readonly Candle[]> {
    return new Map([...this.#tapes].map(([symbol, { closed }]) => [symbol, [...closed]]));
  }

  last(symbol: string): number | undefined {
    return this.#tape(symbol).last;
  }

  /** Time passes up to `at`: minutes that end before it are closed. */
  pass(at: Instant): void {
    for (let end = later(minuteOf(later(this.#saidUntil, 1)), MINUTE_MS); end < at; end = later(end, MINUTE_MS)) this.#close(end);
    if (at > this.#saidUntil) this.#saidUntil = at;
  }

  /** A quote at `at`, which is not before anything said so far; from now on the market is quoted in this shape. */
  say(symbol: string, last: number, at: Instant, shape: QuoteShape = {}): void {
    this.pass(at);
    const tape = this.#tape(symbol);
    tape.shape = { ...tape.shape, ...shape };
    const { spreadBps, bidSize, askSize } = tape.shape;
    const tick = toNumber(tape.market.tick);
    const half = (last * spreadBps) / 20_000;
    const quote: Quote = {
      market: symbol,
      bid: onTick(Math.floor, last - half, tick),
      ask: onTick(Math.ceil, last + half, tick),
      last,
      bidSize,
      askSize,
      at,
    };
    const { growing } = tape;
    const isFirst = Number.isNaN(growing.open);
    tape.growing = {
      openedAt: isFirst ? minuteOf(at) : growing.openedAt,
      open: isFirst ? last : growing.open,
      high: isFirst ? last : Math.max(growing.high, last),
      low: isFirst ? last : Math.min(growing.low, last),
      close: last,
      volume: tape.shape.volume,
    };
    tape.last = last;
    this.#queue.push({ at, deliver: (sink) => sink.quote(quote) });
  }

  /** The minute that ends at `at` is over, if one does. */
  end(at: Instant): void {
    this.pass(at);
    if (at % MINUTE_MS === 0) this.#close(at);
    this.#saidUntil = at;
  }

  history(symbol: string): readonly Candle[] {
    return this.#tape(symbol).closed;
  }

  nextAt(): Instant | undefined {
    return this.#queue[0]?.at;
  }

  step(sink: FeedSink): void {
    this.#queue.shift()?.deliver(sink);
  }

  fundingPct(symbol: string): number {
    return this.fundingRatesPct.get(symbol) ?? 0;
  }

  basisPct(symbol: string): number | undefined {
    return this.basesPct.get(symbol);
  }

  #close(end: Instant): void {
    for (const tape of this.#tapes.values()) {
      const { growing: candle, last, market, closed } = tape;
      if (last === undefined || candle.openedAt >= end) continue;
      closed.push(candle);
      tape.growing = flat(end, last);
      this.#queue.push({ at: end, deliver: (sink) => sink.candle(market.symbol, candle) });
    }
  }

  #tape(symbol: string): Tape {
    const tape = this.#tapes.get(symbol);
    if (tape === undefined) throw new Error(`${symbol} is not a market of this feed: ${this.markets.map((one) => one.symbol).join(', ')}`);
    return tape;
  }
}

/** Start of the minute that holds the price of `at`; one that comes exactly at the end of a minute still belongs to it. */
const minuteOf = (at: Instant): Instant => instant(Math.ceil(at / MINUTE_MS) * MINUTE_MS - MINUTE_MS);

const flat = (openedAt: Instant, price: number): Candle => ({ openedAt, open: price, high: price, low: price, close: price, volume: 0 });

/** To a whole tick, without the tail that floats grow. */
const onTick = (round: (value: number) => number, price: number, tick: number): number =>
  Number((round(Number((price / tick).toFixed(6))) * tick).toFixed(10));
