import type { Settings } from '#src/config/settings.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Clock, Instant } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Model } from '#src/model/port.ts';

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

/** Why there was, or was not, a proposal (C9). `reasons` are short sentences, the deciding one first; `refused`: it wanted what cannot be meant. */
export interface Decision {
  readonly outcome: 'proposed' | 'nothing' | 'waiting' | 'refused';
  readonly reasons: readonly string[];
  readonly drafts: readonly ConditionDraft[];
  /** What it holds about the market beside its drafts; each is measured. */
  readonly opinions?: readonly Opinion[];
}

/** A market that is due, with what was known when it was asked about. */
export interface MarketScene {
  readonly market: Market;
  readonly context: StrategistContext;
}

/** One strategist for one market: fed each closed candle once, in order, and asked when its decision timeframe closes. */
export interface MarketStrategist {
  /** Timeframes whose closed candles it wants. */
  readonly timeframes: readonly Timeframe[];
  /** It is asked after the close of a candle of this timeframe. */
  readonly asks: Timeframe;
  candle(timeframe: Timeframe, candle: Candle): void;
  /**
   * Candles of these timeframes are missing for good: what was worked out from them begins anew, and is not known until it is warm again. Missing in
   * one that keeps nothing of candles.
   */
  gap?(timeframes: readonly Timeframe[]): void;
  /** Missing in a strategist that answers for all markets at once. */
  decide?(context: StrategistContext): Decision;
  /** Side that the highest timeframe leans to, for the abandon-ship exit. */
  bias(): 'long' | 'short' | 'neutral';
}

export interface Strategist {
  readonly name: string;
  forMarket(market: Market): MarketStrategist;
  /**
   * For a strategist that has to be waited for: asked once for all markets that are due, by symbol. A market without an entry was not
   * answered for; a promise that is rejected is reported. In neither case does anything change.
   */
  decideAll?(scenes: readonly MarketScene[]): Promise<ReadonlyMap<string, Decision>>;
}

/** What a strategist that looks at more than candles is built from. It reads; the proposer writes. */
export interface StrategistDeps {
  readonly ledger: Ledger;
  readonly candles: Candles;
  readonly quotes: Quotes;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly deskId: string;
  readonly model?: Model | undefined;
  /** Throws when there is no prompt of that name. */
  prompt(name: string): Prompt;
}
