import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';
import type { Swing } from './swings.ts';

/** Price left the last swing and stayed beyond it. */
export interface StructureBreak {
  /** `choch`, change of character: the first break against the breaks before it. `bos`, break of structure: any other. */
  readonly kind: 'bos' | 'choch';
  readonly side: Side;
  /** The swing's price that was broken. */
  readonly level: number;
  /** Start and running number of the candle that confirmed it. */
  readonly openedAt: Instant;
  readonly index: number;
  /** Farthest price on the side of the break since the first close beyond the level. */
  readonly extreme: number;
}

interface Attempt {
  readonly swing: Swing;
  closes: number;
  extreme: number;
}

/** Breaks of structure: `confirmations` closes in a row beyond the last swing point, the breaking one included. A swing breaks once. */
export class Breaks {
  readonly #confirmations: number;
  #up: Attempt | undefined;
  #down: Attempt | undefined;
  #brokenHigh = -1;
  #brokenLow = -1;
  #seen = 0;
  #last: StructureBreak | undefined;

  constructor(confirmations: number) {
    this.#confirmations = confirmations;
  }

  /** The last confirmed break. Its side is the side that the structure leans to. */
  get last(): StructureBreak | undefined {
    return this.#last;
  }

  /** Takes a closed candle together with the swings that were known when it closed. */
  update(candle: Candle, high: Swing | undefined, low: Swing | undefined): void {
    const last = this.#last;
    if (last?.side === 'long' && candle.high > last.extreme) this.#last = { ...last, extreme: candle.high };
    if (last?.side === 'short' && candle.low < last.extreme) this.#last = { ...last, extreme: candle.low };
    this.#up = this.#attempt(this.#up, candle, high !== undefined && high.index > this.#brokenHigh ? high : undefined, 'long');
    this.#down = this.#attempt(this.#down, candle, low !== undefined && low.index > this.#brokenLow ? low : undefined, 'short');
    this.#seen++;
  }

  #attempt(running: Attempt | undefined, candle: Candle, swing: Swing | undefined, side: Side): Attempt | undefined {
    const tried = running?.swing ?? swing;
    if (tried === undefined) return undefined;
    const beyond = side === 'long' ? candle.close > tried.price : candle.close < tried.price;
    // A close back inside ends the attempt; the level stays unbroken and can be tried again.
    if (!beyond) return undefined;
    const attempt = running ?? { swing: tried, closes: 0, extreme: candle.close };
    attempt.closes++;
    attempt.extreme = side === 'long' ? Math.max(attempt.extreme, candle.high) : Math.min(attempt.extreme, candle.low);
    if (attempt.closes < this.#confirmations) return attempt;
    const kind = this.#last !== undefined && this.#last.side !== side ? 'choch' : 'bos';
    this.#last = { kind, side, level: tried.price, openedAt: candle.openedAt, index: this.#seen, extreme: attempt.extreme };
    if (side === 'long') this.#brokenHigh = tried.index;
    else this.#brokenLow = tried.index;
    return undefined;
  }
}
