import { type Candle, faultOf } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';

const MINUTE_MS = TIMEFRAME_MS['1m'];
const EARLIEST = 631_152_000_000; // 1990-01-01
const LATEST = 4_102_444_800_000; // 2100-01-01: one slip of a digit must not make everything after it look disordered
const NAMED_ROWS = 20;

/** Takes the rows of a file one by one, keeps those that can be true and stand in order, and counts the others. */
export class CandleRows {
  readonly #path: string;
  readonly candles: Candle[] = [];
  readonly badRows: { readonly line: number; readonly reason: string }[] = [];
  duplicates = 0;
  disordered = 0;
  bad = 0;
  gaps = 0;
  missing = 0;
  #last = Number.NEGATIVE_INFINITY;
  #offMinute = 0;
  #shortestMs = Number.POSITIVE_INFINITY;

  constructor(path: string) {
    this.#path = path;
  }

  /** `openedAt` in ms, NaN when it could not be read; prices and volume NaN likewise. */
  add(line: number, openedAt: number, open: number, high: number, low: number, close: number, volume: number): void {
    const candle: Candle = { openedAt: openedAt as Instant, open, high, low, close, volume };
    const fault = this.#faultOfTime(openedAt) ?? faultOf(candle);
    if (fault !== undefined) {
      this.refuse(line, fault);
      return;
    }
    if (openedAt <= this.#last) {
      if (this.#holds(openedAt)) this.duplicates++;
      else this.disordered++;
      return;
    }
    this.#measure(openedAt - this.#last);
    this.#last = openedAt;
    this.candles.push(candle);
  }

  /** Counts a row as bad; the first twenty are named. */
  refuse(line: number, reason: string): void {
    if (this.bad++ < NAMED_ROWS) this.badRows.push({ line, reason });
  }

  /** A date without zone is no bad row but a file that nobody can read rightly. Throws OutsideError. */
  refuseZone(line: number, text: string): never {
    throw new OutsideError(
      'candles.no_zone',
      `Line ${line} of ${this.#path} says ${text} without a time zone.`,
      'Write the times with Z or an offset, as in 2023-03-01 00:00:00+00:00, or as epoch seconds or milliseconds.',
    );
  }

  /** Throws OutsideError when what was kept is not a series of one-minute candles. */
  check(): void {
    const { candles, bad, badRows } = this;
    const first = badRows[0];
    if (candles.length === 0) {
      const reason = first === undefined ? 'it has a header and no rows' : `line ${first.line}: ${first.reason}`;
      throw new OutsideError(
        'candles.no_rows',
        `${this.#path} holds no candle that can be used; ${reason}.`,
        `Each line needs a time (epoch, or ISO with a zone), four prices and a volume${bad > 1 ? `; ${bad} lines were refused` : ''}.`,
      );
    }
    if (this.#offMinute > candles.length) {
      throw new OutsideError(
        'candles.not_minutes',
        `${this.#path} does not hold one-minute candles: most of its times are not the start of a minute.`,
        'Export it again with a timeframe of one minute.',
      );
    }
    if (candles.length > 10 && this.#shortestMs > MINUTE_MS) {
      throw new OutsideError(
        'candles.not_minutes',
        `${this.#path} holds candles of ${this.#shortestMs / MINUTE_MS} minutes; Heron reads one-minute candles.`,
        'Export it again with a timeframe of one minute; longer ones are made from it.',
      );
    }
    if (candles.length === 1 && this.disordered >= 10) {
      throw new OutsideError('candles.backward', `${this.#path} runs from new to old.`, 'Sort its rows by time, oldest first.');
    }
  }

  #faultOfTime(openedAt: number): string | undefined {
    if (Number.isNaN(openedAt)) return 'the time cannot be read';
    if (openedAt < EARLIEST || openedAt >= LATEST) return 'the time lies outside 1990 to 2100';
    if (openedAt % MINUTE_MS === 0) return undefined;
    this.#offMinute++;
    return 'the time is not the start of a minute';
  }

  #measure(distanceMs: number): void {
    if (distanceMs < this.#shortestMs) this.#shortestMs = distanceMs;
    if (distanceMs === MINUTE_MS || distanceMs === Number.POSITIVE_INFINITY) return;
    this.gaps++;
    this.missing += distanceMs / MINUTE_MS - 1;
  }

  /** Is a candle of that time among those that were kept? They stand in order. */
  #holds(openedAt: number): boolean {
    let low = 0;
    let high = this.candles.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = (this.candles[middle] as Candle).openedAt;
      if (at === openedAt) return true;
      if (at < openedAt) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
