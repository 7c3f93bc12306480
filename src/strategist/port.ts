import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** What a strategist knows beside candles, fresh at each cycle. */
export interface StrategistContext {
  readonly now: Instant;
  readonly market: Market;
  readonly price: number;
  /** Round trip cost in basis points: two taker fees, slippage, spread. */
  readonly costBps: number;
  readonly allowShort: boolean;
  readonly riskPct: number;
  /** This desk's last closed trade in the market, for cooldowns. */
  readonly lastTrade: { readonly closedAt: Instant; readonly won: boolean } | undefined;
  /** True while a condition of this market is proposed, armed or triggered. */
  readonly busy: { readonly long: boolean; readonly short: boolean };
}

/** Why there was, or was not, a proposal (C9). `reasons` are short sentences, the deciding one first. */
export interface Decision {
  readonly outcome: 'proposed' | 'nothing' | 'waiting';
  readonly reasons: readonly string[];
  readonly drafts: readonly ConditionDraft[];
}

/** One strategist for one market: fed each closed candle once, in order, and asked when its decision timeframe closes. */
export interface MarketStrategist {
  /** Timeframes whose closed candles it wants. */
  readonly timeframes: readonly Timeframe[];
  /** It is asked after the close of a candle of this timeframe. */
  readonly asks: Timeframe;
  candle(timeframe: Timeframe, candle: Candle): void;
  decide(context: StrategistContext): Decision;
  /** Side that the highest timeframe leans to, for the abandon-ship exit. */
  bias(): 'long' | 'short' | 'neutral';
}

export interface Strategist {
  readonly name: string;
  forMarket(market: Market): MarketStrategist;
}
