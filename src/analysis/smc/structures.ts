import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Side } from '#src/domain/condition.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import { Blocks } from './blocks.ts';
import { Breaks, type StructureBreak } from './breaks.ts';
import { Gaps } from './gaps.ts';
import { type Leg, Legs } from './legs.ts';
import { Swings } from './swings.ts';
import type { Zone } from './zone.ts';

/** What counts as a structure. Figures in trading-rules.md, "SMC strategist". */
export interface StructureSettings {
  /** Candles on each side that a swing point must top. */
  readonly swingWidth: number;
  /** An order block, or a break of structure, older than this many candles of its timeframe counts no more. */
  readonly lookback: number;
  /** A displacement covers at least this many average ranges. */
  readonly displacementRanges: number;
  /** Smallest fair value gap, percent of price. */
  readonly gapMinPct: number;
  /** Closes in a row beyond a swing that make a break. */
  readonly breakCandles: number;
  readonly atrLength: number;
  readonly adxLength: number;
}

/** What can be seen of a timeframe's structures at this moment. */
export type StructureView = Pick<Structures, 'timeframe' | 'blocks' | 'gaps' | 'break' | 'leg' | 'ageOf'>;

/** Smart Money Concepts structures of one market and timeframe, from closed candles given once and in order. State and cost per candle are bounded. */
export class Structures {
  readonly timeframe: Timeframe;
  readonly #lookback: number;
  readonly #swings: Swings;
  readonly #legs = new Legs();
  readonly #breaks: Breaks;
  readonly #blocks: Blocks;
  readonly #gaps: Gaps;
  readonly #atr: Indicator;
  readonly #adx: Indicator;
  #seen = 0;

  constructor(timeframe: Timeframe, settings: StructureSettings) {
    this.timeframe = timeframe;
    this.#lookback = settings.lookback;
    this.#swings = new Swings(settings.swingWidth);
    this.#breaks = new Breaks(settings.breakCandles);
    this.#blocks = new Blocks(settings.lookback, settings.displacementRanges);
    this.#gaps = new Gaps(settings.gapMinPct, TIMEFRAME_MS[timeframe]);
    this.#atr = indicatorOf({ name: 'atr', length: settings.atrLength });
    this.#adx = indicatorOf({ name: 'adx', length: settings.adxLength });
  }

  update(candle: Candle): void {
    this.#atr.update(candle);
    this.#adx.update(candle);
    this.#legs.update(candle);
    for (const swing of this.#swings.update(candle)) this.#legs.swing(swing);
    this.#breaks.update(candle, this.#swings.high, this.#swings.low);
    this.#blocks.update(candle, this.atr);
    this.#gaps.update(candle);
    this.#seen++;
  }

  /** Candles seen. */
  get seen(): number {
    return this.#seen;
  }

  /** Order blocks that still stand, mitigated ones included, oldest first. */
  get blocks(): readonly Zone[] {
    return this.#blocks.all;
  }

  /** Fair value gaps that are not filled, oldest first. */
  get gaps(): readonly Zone[] {
    return this.#gaps.all;
  }

  /** The break in force: the last one, unless it is older than the lookback. */
  get break(): StructureBreak | undefined {
    const last = this.#breaks.last;
    return last !== undefined && this.ageOf(last.index) <= this.#lookback ? last : undefined;
  }

  /** The last swing leg of a side that has not failed. */
  leg(side: Side): Leg | undefined {
    return this.#legs.of(side);
  }

  /** Average true range in quote units; undefined until it is warm. */
  get atr(): number | undefined {
    return this.#atr.value?.now;
  }

  /** Average directional index, 0–100; undefined until it is warm. */
  get adx(): number | undefined {
    return this.#adx.value?.now;
  }

  /** Candles closed since the candle with this running number. */
  ageOf(index: number): number {
    return this.#seen - 1 - index;
  }

  /** Values kept in memory; bounded, whatever the length of the series. */
  get retained(): number {
    return this.#swings.retained + this.#blocks.retained + this.#gaps.retained;
  }
}
