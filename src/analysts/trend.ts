import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Analyst, Horizon } from './port.ts';
import { opinionOf } from './strength.ts';

/** Candles of the average, and of the range that its slope is measured in. */
const AVERAGE = 20;
const RANGE = 14;
/** An average that moves less than this part of the usual range in a candle stands still. */
const STILL = 0.05;
/** Probability for each range per candle; at most this much above a coin. */
const PER_SLOPE = 0.3;
const MOST = 0.1;

/** What has gone one way for long goes on: up or down when the averages of 1h and of 4h both lean there, else flat. */
export class Trend implements Analyst {
  readonly name = 'trend';
  readonly timeframes = ['1h', '4h'] as const;
  readonly #horizon: Horizon;
  readonly #slopes = new Map<Timeframe, Slope>(this.timeframes.map((one) => [one, new Slope()]));

  constructor(horizon: Horizon) {
    this.#horizon = horizon;
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    this.#slopes.get(timeframe)?.update(candle);
  }

  opinion(): Opinion | undefined {
    const slopes = [...this.#slopes.values()].map((one) => one.inRanges);
    if (slopes.some((one) => one === undefined)) return undefined;
    const weakest = Math.min(...slopes.map((one) => Math.abs(one as number)));
    const up = slopes.every((one) => (one as number) > STILL);
    const down = slopes.every((one) => (one as number) < -STILL);
    const direction = up ? 'up' : down ? 'down' : 'flat';
    return opinionOf(this.name, direction, 0.5 + Math.min(MOST, PER_SLOPE * weakest), this.#horizon.horizonMinutes);
  }
}

class Slope {
  readonly #average: Indicator = indicatorOf({ name: 'ema', length: AVERAGE });
  readonly #range: Indicator = indicatorOf({ name: 'atr', length: RANGE });

  update(candle: Candle): void {
    this.#average.update(candle);
    this.#range.update(candle);
  }

  /** Average ranges per candle; undefined until both are known. */
  get inRanges(): number | undefined {
    const average = this.#average.value;
    const range = this.#range.value?.now;
    if (average?.before === undefined || range === undefined) return undefined;
    return range === 0 ? 0 : (average.now - average.before) / range;
  }
}
