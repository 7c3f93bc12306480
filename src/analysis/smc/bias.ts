import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Side } from '#src/domain/condition.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** Which way a timeframe leans: its last close against an exponential average, with a neutral zone around the average; neutral until the average is warm. */
export class Bias {
  readonly #timeframe: Timeframe;
  readonly #length: number;
  readonly #neutralBps: number;
  readonly #ema: Indicator;
  #seen = 0;
  #distanceBps = 0;

  constructor(timeframe: Timeframe, length: number, neutralBps: number) {
    this.#timeframe = timeframe;
    this.#length = length;
    this.#neutralBps = neutralBps;
    this.#ema = indicatorOf({ name: 'ema', length });
  }

  update(candle: Candle): void {
    this.#seen++;
    this.#ema.update(candle);
    const average = this.#ema.value?.now;
    if (average !== undefined) this.#distanceBps = (candle.close / average - 1) * 10_000;
  }

  get side(): Side | 'neutral' {
    if (this.#seen < this.#length || Math.abs(this.#distanceBps) <= this.#neutralBps) return 'neutral';
    return this.#distanceBps > 0 ? 'long' : 'short';
  }

  /** `bias long: the last 4h close is 2.10 % above its EMA50` */
  describe(): string {
    const average = `EMA${this.#length}`;
    if (this.#seen < this.#length) {
      return `bias neutral: the ${this.#timeframe} ${average} is not warm yet (${this.#seen} of ${this.#length} candles)`;
    }
    const pct = (Math.abs(this.#distanceBps) / 100).toFixed(2);
    return `bias ${this.side}: the last ${this.#timeframe} close is ${pct} % ${this.#distanceBps < 0 ? 'below' : 'above'} its ${average}`;
  }
}
