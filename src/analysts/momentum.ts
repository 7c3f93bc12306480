import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import { Recent } from '#src/analysis/smc/recent.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Analyst, Horizon } from './port.ts';
import { opinionOf } from './strength.ts';

const LENGTH = 14;
/** Candles over which the change of price counts. */
const CHANGE = 12;
/** A change of less than so many average ranges is none. */
const LEAST_RANGES = 1;
/** Distance of the relative strength from its middle from which on it leans. */
const LEANS = 5;
/** Probability for each point of relative strength beyond the middle; at most this much above a coin. */
const PER_POINT = 0.003;
const MOST = 0.09;

/** What moves now goes on for a while: RSI of 1h and the change over 12 hours, where both say the same. */
export class Momentum implements Analyst {
  readonly name = 'momentum';
  readonly timeframes = ['1h'] as const;
  readonly #horizon: Horizon;
  readonly #strength: Indicator = indicatorOf({ name: 'rsi', length: LENGTH });
  readonly #range: Indicator = indicatorOf({ name: 'atr', length: LENGTH });
  readonly #closes = new Recent<number>(CHANGE + 1);
  #seen = 0;

  constructor(horizon: Horizon) {
    this.#horizon = horizon;
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe !== '1h') return;
    this.#strength.update(candle);
    this.#range.update(candle);
    this.#closes.push(candle.close);
    this.#seen++;
  }

  opinion(): Opinion | undefined {
    if (this.#seen <= LENGTH) return undefined;
    // A market without a single move has no relative strength: nothing leans.
    const away = (this.#strength.value?.now ?? 50) - 50;
    const change = (this.#closes.at(0) as number) - (this.#closes.at(CHANGE) as number);
    const moved = Math.abs(change) >= LEAST_RANGES * (this.#range.value?.now ?? Number.POSITIVE_INFINITY);
    const agree = moved && Math.abs(away) >= LEANS && Math.sign(away) === Math.sign(change);
    const direction = !agree ? 'flat' : away > 0 ? 'up' : 'down';
    return opinionOf(this.name, direction, 0.5 + Math.min(MOST, PER_POINT * Math.abs(away)), this.#horizon.horizonMinutes);
  }
}
