import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { FeedSink, Levels } from './port.ts';

/** What a candle does not say about the quotes inside it. */
export interface QuoteShape {
  /** Distance between bid and ask, half of it on each side of the last price. */
  readonly spreadBps: number;
  /** How much of the volume of the candle before can be had at the bid and at the ask; the candle's own volume is known only at its close. */
  readonly participationPct: number;
  /** Whether a candle was at its low before its high. A candle does not say; unless told, the shape of its body decides. */
  readonly lowFirst?: ((candle: Candle) => boolean) | undefined;
}

/** The convention: a candle that closes at or above its open fell first. */
const byBody = ({ open, close }: Candle): boolean => close >= open;

/**
 * Draws for each candle whether its low or its high came first, from a seed and its time alone: how much of a result hangs on what candles do not
 * tell shows when another seed gives another one. The mixing is that of MurmurHash3's finalizer.
 */
export function drawnOrder(seed: number): (candle: Candle) => boolean {
  return ({ openedAt }) => {
    let hash = Math.imul(Math.floor(openedAt / 60_000) ^ seed, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) & 1) === 0;
  };
}

/** Milliseconds after the opening at which the turning points are reached: open, first extreme, second extreme, close. */
const TURNS = [0, 20_000, 40_000, 59_999] as const;
const LAST_LEG = 3;

type Writable = { -readonly [Key in keyof Quote]: Quote[Key] };

/**
 * Walks through the one-minute candles of one market as a continuous price: open → low → high → close when the candle closes at or above its open,
 * open → high → low → close otherwise, which is how most candles come about. A quote is delivered exactly at each level on the way, at the opening
 * when the market jumped over a level since the close before (at the open price: nobody could trade inside the jump) or when there was no close
 * before, or when somebody waits for the very next price, and at the close. Where nobody waits, nothing is delivered: a candle without levels is one
 * quote.
 *
 * Fills and new stops change the levels while a quote is handled, so that the way ahead is looked at anew after each; several markets can be walked
 * in step, which is why looking (`seek`), passing (`skipTo`) and delivering are separate.
 *
 * The two quote objects of a path are written in turn: a delivered quote stays as it is while the next one is handled, no longer.
 */
export class CandlePath {
  readonly market: string;
  readonly #halfSpread: number;
  readonly #share: number;
  readonly #lowFirst: (candle: Candle) => boolean;
  #current: Writable;
  #spare: Writable;
  #candle: Candle | undefined;
  /** Prices at the turns. */
  readonly #points = new Float64Array(TURNS.length);
  #lastClose = Number.NaN;
  #size = Number.POSITIVE_INFINITY;
  // Where the walk stands: the leg that it is on (0 = before the opening), price, and milliseconds since the opening.
  #leg = 0;
  #price = 0;
  #elapsed = 0;
  // Where it will stand at its next quote, as of the last look.
  #nextLeg = 0;
  #nextPrice = 0;
  #nextElapsed = 0;
  #nextIsClose = false;

  constructor(market: Market, shape: QuoteShape) {
    this.market = market.symbol;
    this.#halfSpread = shape.spreadBps / 20_000;
    // Volume is in base units, sizes are in units of amount.
    this.#lowFirst = shape.lowFirst ?? byBody;
    this.#share = shape.participationPct / 100 / toNumber(market.contractSize);
    const { symbol } = market;
    this.#current = { market: symbol, bid: 0.5, ask: 0.5, last: 0.5, bidSize: 0.5, askSize: 0.5, at: 0 as Instant };
    this.#spare = { ...this.#current };
  }

  /** One candle from its opening to its close, then the candle itself. */
  walk(candle: Candle, sink: FeedSink, levels: Levels): void {
    if (this.#isQuiet(candle, levels)) this.#deliverClose(candle, sink);
    else {
      this.begin(candle);
      do this.seek(levels);
      while (!this.deliver(sink));
    }
    sink.candle(this.market, candle);
  }

  /** Stands before the opening of a candle. */
  begin(candle: Candle): void {
    const { open, high, low, close } = candle;
    const rises = this.#lowFirst(candle);
    this.#candle = candle;
    this.#points[0] = open;
    this.#points[1] = rises ? low : high;
    this.#points[2] = rises ? high : low;
    this.#points[3] = close;
    this.#leg = 0;
    this.#elapsed = 0;
  }

  /** Looks for the next quote, given the levels as they are now, and returns its time. */
  seek(levels: Levels): Instant {
    const hasOpened = this.#leg > 0;
    if (this.#isQuiet(this.#candle as Candle, levels, hasOpened)) return this.#aimAtClose();
    let price = this.#price;
    let leg = this.#leg;
    if (!hasOpened) {
      const open = this.#point(0);
      if (levels.waits(this.market) || this.#jumps(open, levels)) return this.#aim(1, open, 0);
      price = open;
      leg = 1;
    }
    for (; leg <= LAST_LEG; leg++) {
      const to = this.#point(leg);
      const level = this.#levelBetween(price, to, leg === LAST_LEG, levels);
      if (level !== undefined) return this.#aim(leg, level, this.#elapsedAt(leg, level));
      price = to;
    }
    return this.#aimAtClose();
  }

  /** Delivers the quote that was looked for last. True when it was the close. */
  deliver(sink: FeedSink): boolean {
    const candle = this.#candle as Candle;
    if (this.#nextIsClose) {
      this.#deliverClose(candle, sink);
      return true;
    }
    this.#leg = this.#nextLeg;
    this.#price = this.#nextPrice;
    this.#elapsed = this.#nextElapsed;
    this.#deliver(this.#price, candle.openedAt + this.#elapsed, sink);
    return false;
  }

  /** Goes on to `at` without a quote, because another market had one then; nothing lies on the way, or the next quote would be earlier. */
  skipTo(at: Instant): void {
    const elapsed = at - (this.#candle as Candle).openedAt;
    if (elapsed >= this.#nextElapsed || elapsed <= this.#elapsed) return;
    const leg = elapsed < TURNS[1] ? 1 : elapsed < TURNS[2] ? 2 : 3;
    const start = TURNS[leg - 1] as number;
    const from = this.#point(leg - 1);
    const to = this.#point(leg);
    const price = from + ((to - from) * (elapsed - start)) / (TURNS[leg] - start);
    // Times are cut to milliseconds, so that the walk may stand a hair further already.
    if (leg !== this.#leg || (to > from ? price > this.#price : price < this.#price)) this.#price = price;
    this.#leg = leg;
    this.#elapsed = elapsed;
  }

  #deliverClose(candle: Candle, sink: FeedSink): void {
    this.#lastClose = candle.close;
    this.#deliver(candle.close, candle.openedAt + TURNS[LAST_LEG], sink);
    this.#size = candle.volume * this.#share;
  }

  #deliver(last: number, at: number, sink: FeedSink): void {
    const quote = this.#spare;
    this.#spare = this.#current;
    this.#current = quote;
    quote.bid = last * (1 - this.#halfSpread);
    quote.ask = last * (1 + this.#halfSpread);
    quote.last = last;
    quote.bidSize = this.#size;
    quote.askSize = this.#size;
    quote.at = at as Instant;
    sink.quote(quote);
  }

  /**
   * No level anywhere in what the market can still pass before the close: two questions instead of one for each leg. Errs toward false. The bottom can
   * only be met on the way down and the top on the way up, so that it is right to look strictly beyond the other end.
   */
  #isQuiet(candle: Candle, levels: Levels, hasOpened = false): boolean {
    const before = this.#lastClose;
    // The first quote of all is at the opening, and so is one that somebody waits for.
    if (!hasOpened && (Number.isNaN(before) || levels.waits(this.market))) return false;
    const bottom = before < candle.low ? before : candle.low;
    const top = before > candle.high ? before : candle.high;
    return levels.next(this.market, bottom, 'up') > top && levels.next(this.market, top, 'down') < bottom;
  }

  #jumps(open: number, levels: Levels): boolean {
    return Number.isNaN(this.#lastClose) || this.#levelBetween(this.#lastClose, open, false, levels) !== undefined;
  }

  /** First level after `from` on the way to `to`; `to` itself counts unless it is the close, which has its own quote. */
  #levelBetween(from: number, to: number, exceptEnd: boolean, levels: Levels): number | undefined {
    if (from === to) return undefined;
    const rises = to > from;
    const level = levels.next(this.market, from, rises ? 'up' : 'down');
    // Without this a walk could stay on the spot for ever.
    assert(rises ? level > from : level < from, 'the next level lies strictly beyond the price that it was asked from');
    if (rises ? level > to : level < to) return undefined;
    return exceptEnd && level === to ? undefined : level;
  }

  #point(turn: number): number {
    return this.#points[turn] as number;
  }

  #elapsedAt(leg: number, price: number): number {
    const start = TURNS[leg - 1] as number;
    const end = TURNS[leg] as number;
    const from = this.#point(leg - 1);
    return start + Math.floor(((end - start) * (price - from)) / (this.#point(leg) - from));
  }

  #aimAtClose(): Instant {
    const at = this.#aim(LAST_LEG, this.#point(LAST_LEG), TURNS[LAST_LEG]);
    this.#nextIsClose = true;
    return at;
  }

  #aim(leg: number, price: number, elapsed: number): Instant {
    this.#nextLeg = leg;
    this.#nextPrice = price;
    this.#nextElapsed = Math.max(elapsed, this.#elapsed);
    this.#nextIsClose = false;
    return ((this.#candle as Candle).openedAt + this.#nextElapsed) as Instant;
  }
}
