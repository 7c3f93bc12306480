import { Bias } from '#src/analysis/smc/bias.ts';
import { Structures } from '#src/analysis/smc/structures.ts';
import type { Settings } from '#src/config/settings.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Market } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { MarketStrategist } from '#src/strategist/port.ts';
import { CLOSES } from './wire.ts';

/** The longer timeframe that a model is shown beside the one that it is asked on. */
const LONGER: Readonly<Record<Settings['llm']['asks'], Timeframe>> = { '15m': '1h', '1h': '4h', '4h': '1d' };

/** What the strategist that is a language model knows of one market by itself: structures of two timeframes, and the bias. State is bounded. */
export class LlmMarket implements MarketStrategist {
  readonly market: Market;
  readonly timeframes: readonly Timeframe[];
  readonly asks: Timeframe;
  /** The timeframe that it is asked on, then the longer one. */
  readonly views: readonly [Structures, Structures];
  readonly #bias: Bias;
  readonly #biasTimeframe: Timeframe;

  constructor(market: Market, { llm, smc }: Settings) {
    const { bias } = smc.profiles[smc.profile];
    this.market = market;
    this.asks = llm.asks;
    this.views = [new Structures(llm.asks, smc.structures), new Structures(LONGER[llm.asks], smc.structures)];
    this.#bias = new Bias(bias.timeframe, bias.emaLength, smc.neutralBps);
    this.#biasTimeframe = bias.timeframe;
    this.timeframes = [...new Set([...CLOSES, ...this.views.map(({ timeframe }) => timeframe), bias.timeframe])];
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === this.#biasTimeframe) this.#bias.update(candle);
    for (const view of this.views) if (view.timeframe === timeframe) view.update(candle);
  }

  bias(): 'long' | 'short' | 'neutral' {
    return this.#bias.side;
  }

  /** The bias with its figure. */
  describeBias(): string {
    return this.#bias.describe();
  }
}
