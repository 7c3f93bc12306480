import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** How one value stands to another. A cross is a crossing: it holds only at the moment when the side changes. */
export type Relation = 'above' | 'below' | 'crossesAbove' | 'crossesBelow';

export interface IndicatorRef {
  readonly name: 'ema' | 'sma' | 'rsi' | 'atr' | 'adx';
  readonly length: number;
  readonly timeframe: Timeframe;
}

/** The closed trigger language (C2). Levels are decimal text, so that they survive hashing; they are compared as floats. */
export type Trigger =
  | { readonly type: 'price'; readonly is: Relation; readonly level: string }
  | { readonly type: 'candle'; readonly timeframe: Timeframe; readonly closes: 'above' | 'below'; readonly level: string }
  | {
      readonly type: 'indicator';
      readonly indicator: IndicatorRef;
      readonly is: Relation;
      readonly than: { readonly value: string } | { readonly indicator: IndicatorRef };
    }
  | { readonly type: 'window'; readonly from?: string | undefined; readonly until?: string | undefined }
  | { readonly type: 'all'; readonly of: readonly Trigger[] }
  | { readonly type: 'any'; readonly of: readonly Trigger[] }
  | { readonly type: 'not'; readonly of: Trigger };

/** A value now and one step earlier (the quote before, the candle before). */
export interface Pair {
  readonly now: number;
  readonly before: number | undefined;
}

/** What a trigger may look at. Everything may be missing; what is missing never matches. */
export interface TriggerView {
  readonly now: Instant;
  /** Last price of this quote and of the quote before it. */
  readonly price: Pair | undefined;
  /** Last closed candle, with its close time, if one closed at exactly this moment; a candle trigger is about the closing, not about the state. */
  closed(timeframe: Timeframe): Candle | undefined;
  indicator(ref: IndicatorRef): Pair | undefined;
}

/** Three-valued: undefined means that something needed is missing. Only `true` is a match. */
export type Verdict = boolean | undefined;
