import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { Recent } from './recent.ts';
import type { Zone } from './zone.ts';

/** A gap may stay open for years; per series only this many of the newest are kept, so that a candle's cost has a bound. */
export const MAX_OPEN_GAPS = 64;

interface Gap extends Zone {
  top: number;
  bottom: number;
  touchedAt: Instant | undefined;
}

/**
 * Fair value gaps: of three candles in a row the first and the third do not overlap, by at least `minPct` percent of the middle close. What price has
 * come back through no longer belongs to the gap, so its near edge moves; when nothing is left it is filled and gone.
 */
export class Gaps {
  readonly #minPct: number;
  readonly #spacingMs: number;
  readonly #candles = new Recent<Candle>(3);
  #gaps: Gap[] = [];
  #seen = 0;

  constructor(minPct: number, spacingMs: number) {
    this.#minPct = minPct;
    this.#spacingMs = spacingMs;
  }

  /** Oldest first. */
  get all(): readonly Zone[] {
    return this.#gaps;
  }

  get retained(): number {
    return this.#gaps.length + this.#candles.length;
  }

  update(candle: Candle): void {
    this.#candles.push(candle);
    const index = this.#seen++;
    this.#fill(candle);
    const middle = this.#candles.at(1);
    const first = this.#candles.at(2);
    if (middle === undefined || first === undefined) return;
    // Where candles are missing from the data, price did not jump: nobody knows what it did.
    if (candle.openedAt - first.openedAt !== 2 * this.#spacingMs) return;
    const least = (this.#minPct / 100) * middle.close;
    const up = candle.low - first.high;
    const down = first.low - candle.high;
    const { openedAt } = middle;
    if (up > 0 && up >= least) {
      this.#gaps.push({ kind: 'gap', side: 'long', top: candle.low, bottom: first.high, openedAt, index: index - 1, touchedAt: undefined });
    } else if (down > 0 && down >= least) {
      this.#gaps.push({
        kind: 'gap',
        side: 'short',
        top: first.low,
        bottom: candle.high,
        openedAt,
        index: index - 1,
        touchedAt: undefined,
      });
    }
    if (this.#gaps.length > MAX_OPEN_GAPS) this.#gaps.shift();
  }

  #fill(candle: Candle): void {
    let filled = false;
    for (const gap of this.#gaps) {
      const touched = gap.side === 'long' ? candle.low < gap.top : candle.high > gap.bottom;
      if (!touched) continue;
      gap.touchedAt ??= candle.openedAt;
      if (gap.side === 'long') gap.top = candle.low;
      else gap.bottom = candle.high;
      filled ||= gap.top <= gap.bottom;
    }
    if (filled) this.#gaps = this.#gaps.filter((gap) => gap.top > gap.bottom);
  }
}
