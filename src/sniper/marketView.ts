import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { evaluate } from '#src/triggers/evaluate.ts';
import type { IndicatorRef, Trigger, TriggerView } from '#src/triggers/trigger.ts';
import { isSlow } from './armed.ts';
import type { SniperState } from './state.ts';

export type Closed = ReadonlyMap<Timeframe, Candle>;

export const NOTHING_CLOSED: Closed = new Map();

/** One market at one moment, as triggers look at it. */
export class MarketView implements TriggerView {
  readonly now: Instant;
  readonly price: TriggerView['price'];
  readonly #state: Pick<SniperState, 'indicator'>;
  readonly #market: string;
  readonly #closed: Closed;

  /** `closed`: the candles that have closed at this very moment. */
  constructor(state: Pick<SniperState, 'indicator'>, market: string, price: TriggerView['price'], now: Instant, closed: Closed) {
    this.now = now;
    this.price = price;
    this.#state = state;
    this.#market = market;
    this.#closed = closed;
  }

  closed(timeframe: Timeframe): Candle | undefined {
    return this.#closed.get(timeframe);
  }

  indicator(ref: IndicatorRef): ReturnType<TriggerView['indicator']> {
    return this.#state.indicator(this.#market, ref);
  }
}

/** A trade is abandoned on what has closed or crossed; a level that it was entered beyond already says nothing new. */
export const isMet = (invalidation: Trigger, view: TriggerView): boolean =>
  (view.price?.before !== undefined || isSlow(invalidation)) && evaluate(invalidation, view) === true;
