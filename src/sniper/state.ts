import type { Instant } from '#src/domain/clock.ts';
import type { Trade } from '#src/domain/trade.ts';
import type { DayBook } from './dayBook.ts';
import type { SniperDeps } from './deps.ts';
import type { MarketWatch } from './marketWatch.ts';
import type { MinuteMoves } from './moves.ts';
import type { OpenTrade } from './openTrade.ts';
import type { RiskMeter } from './riskMeter.ts';
import type { Tally } from './tally.ts';
import type { Valuation } from './valuation.ts';

/** A closed trade as guards and cooldowns look at it. */
export interface RecentTrade {
  readonly market: string;
  readonly regime: string;
  readonly pnl: number;
  readonly closedAt: Instant;
}

/** How many closed trades of a desk the guards look back on. */
export const RECENT_TRADES = 200;

/** What the sniper remembers; everything in it comes from the ledger or from quotes and is built anew at start. */
export interface SniperState extends SniperDeps {
  readonly watches: Map<string, MarketWatch>;
  readonly trades: Map<string, OpenTrade>;
  readonly valuations: Map<string, Valuation>;
  readonly riskMeters: Map<string, RiskMeter>;
  readonly moves: MinuteMoves;
  readonly tally: Tally;
  /** What was approved lately, by whom. */
  readonly dayBook: DayBook;
  /** By desk, newest first. */
  readonly recent: Map<string, RecentTrade[]>;
  /** Entries pause until then after a shock. */
  shockUntil: Instant | undefined;
  /** Orders that the venue was asked to cancel and that are not over, with the time on the clock that never goes back. */
  readonly canceling: Map<string, number>;
  /** Number of the event that made an order, by order id: the cause of what becomes of it. */
  readonly causes: Map<string, number>;
}

export const recentOf = (trade: Trade, pnl: number): RecentTrade => ({
  market: trade.market,
  regime: trade.regime,
  pnl,
  closedAt: trade.closedAt,
});
