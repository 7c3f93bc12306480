import type { Candle } from './candle.ts';
import type { Timeframe } from './timeframe.ts';

/** How many closed candles of each timeframe are kept. */
const KEPT = 600;

/** The newest closed candles of each market and timeframe, in memory: for indicators in triggers and for looking at a market. */
export class Candles {
  /** By market and timeframe. */
  readonly #series = new Map<string, Map<Timeframe, Candle[]>>();

  put(market: string, timeframe: Timeframe, candle: Candle): void {
    let ofMarket = this.#series.get(market);
    if (ofMarket === undefined) {
      ofMarket = new Map();
      this.#series.set(market, ofMarket);
    }
    const series = ofMarket.get(timeframe);
    if (series === undefined) {
      ofMarket.set(timeframe, [candle]);
      return;
    }
    series.push(candle);
    // Dropping half at once costs nothing per candle.
    if (series.length >= 2 * KEPT) series.splice(0, KEPT);
  }

  /** Candles are missing: those before are no series with those that come. */
  forget(market: string, timeframes: readonly Timeframe[]): void {
    for (const timeframe of timeframes) this.#series.get(market)?.delete(timeframe);
  }

  /** Oldest first; at least the newest 600, if there were so many. */
  of(market: string, timeframe: Timeframe): readonly Candle[] {
    return this.#series.get(market)?.get(timeframe) ?? [];
  }
}
