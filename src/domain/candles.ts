import type { Candle } from './candle.ts';
import type { Timeframe } from './timeframe.ts';

/** How many closed candles of each timeframe are kept. */
const KEPT = 600;

/** The newest closed candles of each market and timeframe, in memory: for indicators in triggers and for looking at a market. */
export class Candles {
  readonly #series = new Map<string, Candle[]>();

  put(market: string, timeframe: Timeframe, candle: Candle): void {
    const key = `${market}|${timeframe}`;
    const series = this.#series.get(key);
    if (series === undefined) {
      this.#series.set(key, [candle]);
      return;
    }
    series.push(candle);
    // Dropping half at once costs nothing per candle.
    if (series.length >= 2 * KEPT) series.splice(0, KEPT);
  }

  /** Oldest first; at least the newest 600, if there were so many. */
  of(market: string, timeframe: Timeframe): readonly Candle[] {
    return this.#series.get(`${market}|${timeframe}`) ?? [];
  }
}
