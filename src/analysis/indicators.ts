import { ATR, DX, EMA, RSI } from 'trading-signals';
import type { Candle } from '#src/domain/candle.ts';
import { assert } from '#src/domain/errors.ts';
import type { IndicatorRef, Pair } from '#src/triggers/trigger.ts';
import { RollingMean } from './indicators-rolling.ts';
import { Wilder } from './indicators-wilder.ts';

/** A figure over closed candles of one timeframe, each given once and in order; a candle costs the same at the start and at the end of a series. */
export interface Indicator {
  update(candle: Candle): void;
  /** Value after the last candle and after the one before it; undefined until there were enough candles, and while there is no such figure. */
  readonly value: Pair | undefined;
}

/** Takes a candle; gives the value after it, or NaN for none. */
type Step = (candle: Candle) => number;

const STEPS: Record<IndicatorRef['name'], (length: number) => Step> = {
  /** Exponential mean of closes, begun at the first close; known after `length` candles. */
  ema(length) {
    const ema = new EMA(length);
    let candles = 0;
    return ({ close }) => {
      const value = ema.update(close, false);
      candles++;
      return candles < length ? Number.NaN : value;
    };
  },
  /** Mean of the last `length` closes. */
  sma(length) {
    const mean = new RollingMean(length);
    return ({ close }) => mean.add(close);
  },
  /** Wilder's relative strength of closes, 0–100; known after `length` + 1 candles. */
  rsi(length) {
    const rsi = new RSI(length, Wilder);
    let last = Number.NaN;
    // RSI weighs rises against falls. Where closes stood still from the start, or until 20 lengths made older moves weigh less than a
    // billionth, there is nothing to weigh: the formula's 100 for "no falls" would read as a market that is bought without pause.
    let still = Number.POSITIVE_INFINITY;
    return ({ close }) => {
      const value = rsi.update(close, false);
      still = close === last || Number.isNaN(last) ? still + 1 : 0;
      last = close;
      return still >= 20 * length ? Number.NaN : (value ?? Number.NaN);
    };
  },
  /** Wilder's average true range, in quote units; known after `length` candles. */
  atr(length) {
    const atr = new ATR(length, Wilder);
    return (candle) => atr.update(candle, false) ?? Number.NaN;
  },
  /** Wilder's average directional index, 0–100; known after 2 × `length` − 1 candles. */
  adx(length) {
    const dx = new DX(length, Wilder);
    const smoothed = new Wilder(length);
    return (candle) => {
      const value = dx.update(candle, false);
      if (value === null) return Number.NaN;
      // Without any range the direction is 0 ÷ 0, and one NaN in a running mean would stay there for good: no range, no direction.
      return smoothed.update(Number.isNaN(value) && candle.high === candle.low ? 0 : value) ?? Number.NaN;
    };
  },
};

class Streaming implements Indicator {
  readonly #step: Step;
  #now = Number.NaN;
  #before = Number.NaN;
  #pair: Pair | undefined;

  constructor(step: Step) {
    this.#step = step;
  }

  update(candle: Candle): void {
    this.#before = this.#now;
    this.#now = this.#step(candle);
    this.#pair = undefined;
  }

  /** Made when somebody looks: most candles of most indicators are never looked at. */
  get value(): Pair | undefined {
    if (this.#pair === undefined && !Number.isNaN(this.#now)) {
      this.#pair = { now: this.#now, before: Number.isNaN(this.#before) ? undefined : this.#before };
    }
    return this.#pair;
  }
}

/** A fresh indicator: EMA, SMA, RSI, ATR or ADX over `length` candles (a whole number of at least 2). */
export function indicatorOf({ name, length }: Pick<IndicatorRef, 'name' | 'length'>): Indicator {
  assert(Number.isInteger(length) && length >= 2, `an indicator over ${length} candles`);
  return new Streaming(STEPS[name](length));
}
