import type { Candle } from '#src/domain/candle.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { IndicatorRef, Pair } from '#src/triggers/trigger.ts';
import { type Indicator, indicatorOf } from './indicators.ts';

interface Followed {
  readonly timeframe: Timeframe;
  readonly indicator: Indicator;
}

/** Indicators that triggers ask for, each made when it is first asked for, warmed with the candles that are kept, and followed from then on. */
export class IndicatorBoard {
  readonly #candles: Candles;
  readonly #followed = new Map<string, Map<string, Followed>>();

  constructor(candles: Candles) {
    this.#candles = candles;
  }

  /** After the candle was put into the candles that are kept. */
  candle(market: string, timeframe: Timeframe, candle: Candle): void {
    const followed = this.#followed.get(market);
    if (followed === undefined) return;
    for (const one of followed.values()) if (one.timeframe === timeframe) one.indicator.update(candle);
  }

  /** Candles of these timeframes are missing: their indicators begin anew, and are not known until they are warm. */
  forget(market: string, timeframes: readonly Timeframe[]): void {
    const followed = this.#followed.get(market);
    for (const [key, one] of followed ?? []) if (timeframes.includes(one.timeframe)) followed?.delete(key);
  }

  value(market: string, { name, length, timeframe }: IndicatorRef): Pair | undefined {
    let followed = this.#followed.get(market);
    if (followed === undefined) {
      followed = new Map();
      this.#followed.set(market, followed);
    }
    const key = `${name} ${length} ${timeframe}`;
    let one = followed.get(key);
    if (one === undefined) {
      one = { timeframe, indicator: indicatorOf({ name, length }) };
      for (const candle of this.#candles.of(market, timeframe)) one.indicator.update(candle);
      followed.set(key, one);
    }
    return one.indicator.value;
  }
}
