import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { assert } from '#src/domain/errors.ts';
import { opensAt, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';

const MINUTE_MS = TIMEFRAME_MS['1m'];

/** A candle that still grows. Plain mutable fields: nothing is allocated until it closes. */
class Growing {
  readonly timeframe: Timeframe;
  readonly lengthMs: number;
  /** −Infinity while there is no candle. */
  endsAt = Number.NEGATIVE_INFINITY;
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  close = Number.NaN;
  volume = Number.NaN;
  /** Parts that opened before this are in candles that were given. */
  from = Number.NEGATIVE_INFINITY;

  constructor(timeframe: Timeframe) {
    this.timeframe = timeframe;
    this.lengthMs = TIMEFRAME_MS[timeframe];
  }

  take(part: Candle): void {
    if (part.openedAt < this.from) return;
    if (this.endsAt === Number.NEGATIVE_INFINITY) {
      this.endsAt = opensAt(part.openedAt, this.timeframe) + this.lengthMs;
      this.open = part.open;
      this.high = part.high;
      this.low = part.low;
      this.volume = part.volume;
    } else {
      if (part.high > this.high) this.high = part.high;
      if (part.low < this.low) this.low = part.low;
      this.volume += part.volume;
    }
    this.close = part.close;
  }

  /** The candle as it stands; there is none afterwards. */
  end(): Candle {
    const { endsAt, lengthMs, open, high, low, close, volume } = this;
    this.endsAt = Number.NEGATIVE_INFINITY;
    return { openedAt: (endsAt - lengthMs) as Instant, open, high, low, close, volume };
  }
}

/**
 * Makes longer closed candles from closed one-minute candles, given once and in order. Longer candles begin at whole multiples of their length
 * since 1970 in UTC. One closes with its last minute or, where that is missing, before the first minute after it: with the minutes that came,
 * and not before anybody could know. What closes together is delivered shortest first, the minute itself ahead.
 *
 * Each timeframe divides the next one, so that a minute touches only the shortest, and each closed candle only the one above it: a minute costs a
 * few comparisons, however many timeframes there are.
 */
export class CandleAggregator {
  readonly #passesMinutes: boolean;
  /** Shortest first. */
  readonly #growing: readonly Growing[];
  readonly #shortest: Growing | undefined;
  readonly #sink: (timeframe: Timeframe, candle: Candle) => void;
  #last = Number.NEGATIVE_INFINITY;

  /** `timeframes` in any order; one-minute candles are passed on only when `1m` is among them. */
  constructor(timeframes: readonly Timeframe[], sink: (timeframe: Timeframe, candle: Candle) => void) {
    this.#passesMinutes = timeframes.includes('1m');
    this.#growing = TIMEFRAMES.filter((one) => one !== '1m' && timeframes.includes(one)).map((one) => new Growing(one));
    this.#shortest = this.#growing[0];
    this.#sink = sink;
  }

  /** Candles of a longer timeframe will be given until `at`: before it none is made from shorter ones. */
  givenUntil(timeframe: Timeframe, at: Instant): void {
    const growing = this.#growing.find((one) => one.timeframe === timeframe);
    if (growing !== undefined) growing.from = at;
  }

  /** A closed candle of a longer timeframe, as somebody else made it: it is passed on, and is a part of the one above. In order of their closes, shortest first. */
  give(timeframe: Timeframe, candle: Candle): void {
    const index = this.#growing.findIndex((one) => one.timeframe === timeframe);
    if (index === -1) return;
    this.#sink(timeframe, candle);
    this.#growing[index + 1]?.take(candle);
    this.#closeUntil(candle.openedAt + TIMEFRAME_MS[timeframe]);
  }

  /**
   * Minutes from `from` up to but not at `to` will never come. Of the timeframes in which a whole candle is missing, the one that grows and the one in
   * which the gap ends are left out; they would be made of what happens to be known.
   */
  skip(from: Instant, to: Instant): void {
    for (const growing of this.#growing) {
      if (growing.lengthMs > to - from) continue;
      growing.endsAt = Number.NEGATIVE_INFINITY;
      growing.from = Math.ceil(to / growing.lengthMs) * growing.lengthMs;
    }
  }

  add(minute: Candle): void {
    const at = minute.openedAt;
    assert(at > this.#last, 'a one-minute candle came twice or out of order');
    this.#last = at;
    const shortest = this.#shortest;
    // Nothing longer is over while the shortest is not; between two of the shortest, minutes may be missing in which a longer one ended.
    if (shortest !== undefined && shortest.endsAt <= at) this.#closeUntil(at);
    if (this.#passesMinutes) this.#sink('1m', minute);
    if (shortest === undefined) return;
    shortest.take(minute);
    if (shortest.endsAt <= at + MINUTE_MS) this.#closeUntil(at + MINUTE_MS);
  }

  #closeUntil(now: number): void {
    for (let index = 0; index < this.#growing.length; index++) {
      const one = this.#growing[index] as Growing;
      if (one.endsAt > now || one.endsAt === Number.NEGATIVE_INFINITY) continue;
      const closed = one.end();
      this.#growing[index + 1]?.take(closed);
      this.#sink(one.timeframe, closed);
    }
  }
}
