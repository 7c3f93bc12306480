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
  views: readonly [Structures, Structures];
  #bias: Bias;
  readonly #settings: Pick<Settings, 'llm' | 'smc'>;

  constructor(market: Market, settings: Pick<Settings, 'llm' | 'smc'>) {
    const { asks } = settings.llm;
    this.#settings = settings;
    this.market = market;
    this.asks = asks;
    this.views = [this.#newView(asks), this.#newView(LONGER[asks])];
    this.#bias = this.#newBias();
    this.timeframes = [...new Set([...CLOSES, ...this.views.map(({ timeframe }) => timeframe), this.#biasTimeframe])];
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === this.#biasTimeframe) this.#bias.update(candle);
    for (const view of this.views) if (view.timeframe === timeframe) view.update(candle);
  }

  gap(timeframes: readonly Timeframe[]): void {
    const [shorter, longer] = this.views;
    const after = (view: Structures): Structures => (timeframes.includes(view.timeframe) ? this.#newView(view.timeframe) : view);
    this.views = [after(shorter), after(longer)];
    if (timeframes.includes(this.#biasTimeframe)) this.#bias = this.#newBias();
  }

  bias(): 'long' | 'short' | 'neutral' {
    return this.#bias.side;
  }

  /** The bias with its figure. */
  describeBias(): string {
    return this.#bias.describe();
  }

  #newView = (timeframe: Timeframe): Structures => new Structures(timeframe, this.#settings.smc.structures);

  #newBias(): Bias {
    const { profiles, profile, neutralBps } = this.#settings.smc;
    const { timeframe, emaLength } = profiles[profile].bias;
    return new Bias(timeframe, emaLength, neutralBps);
  }

  get #biasTimeframe(): Timeframe {
    const { profiles, profile } = this.#settings.smc;
    return profiles[profile].bias.timeframe;
  }
}
