import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Analyst, Horizon } from './port.ts';
import { opinionOf } from './strength.ts';

const AVERAGE = 20;
const RANGE = 14;
/** A candle that covers so many average ranges, as they were before it, is an expansion. */
const EXPANSION = 2;
/** Closed candles for which an expansion counts, itself included. */
const FRESH = 3;
/** Price is stretched while it is so many average ranges away from its average. */
const STRETCHED = 1.5;
const BASE = 0.53;
/** Probability for each further range; at most this much. */
const PER_RANGE = 0.02;
const MOST = 0.04;

/** What was thrown far comes part of the way back: against a fresh expansion of 1h while price stands stretched beyond its average, else flat. */
export class Volatility implements Analyst {
  readonly name = 'volatility';
  readonly timeframes = ['1h'] as const;
  readonly #horizon: Horizon;
  readonly #average: Indicator = indicatorOf({ name: 'ema', length: AVERAGE });
  readonly #range: Indicator = indicatorOf({ name: 'atr', length: RANGE });
  #close = Number.NaN;
  /** Side of the last expansion, and closed candles since; its own counts as the first. */
  #thrown: 1 | -1 = 1;
  #age = Number.POSITIVE_INFINITY;

  constructor(horizon: Horizon) {
    this.#horizon = horizon;
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe !== '1h') return;
    const { open, high, low, close } = candle;
    const usual = this.#range.value?.now ?? Number.POSITIVE_INFINITY;
    this.#age++;
    if (usual > 0 && close !== open && high - low >= EXPANSION * usual) {
      this.#thrown = close > open ? 1 : -1;
      this.#age = 1;
    }
    this.#average.update(candle);
    this.#range.update(candle);
    this.#close = close;
  }

  opinion(): Opinion | undefined {
    const average = this.#average.value?.now;
    const range = this.#range.value?.now;
    if (average === undefined || range === undefined) return undefined;
    const stretch = range === 0 ? 0 : ((this.#close - average) / range) * this.#thrown;
    const direction = this.#age > FRESH || stretch < STRETCHED ? 'flat' : this.#thrown > 0 ? 'down' : 'up';
    return opinionOf(this.name, direction, BASE + Math.min(MOST, PER_RANGE * (stretch - STRETCHED)), this.#horizon.horizonMinutes);
  }
}
