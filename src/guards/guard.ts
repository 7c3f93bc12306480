import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';

/** Limits as set; each key is documented in config/default.yaml under `guards`. Percent values are percent. */
export interface GuardLimits {
  readonly riskPct: number;
  readonly openPositions: number;
  readonly positionsPerMarket: number;
  readonly marketExposurePct: number;
  readonly venueExposurePct: number;
  readonly grossExposurePct: number;
  readonly personDayPct: number;
  readonly leverageMax: number;
  readonly liquidationBufferPct: number;
  readonly dailyLossPct: number;
  readonly drawdownDegradedPct: number;
  readonly drawdownHaltPct: number;
  readonly lossStreak: {
    readonly tight: number;
    readonly tightPauseMinutes: number;
    readonly wide: number;
    readonly widePauseMinutes: number;
  };
  readonly marketLosses: { readonly count: number; readonly withinHours: number; readonly pauseHours: number };
  readonly spreadBps: number;
  readonly basisPct: number;
  readonly wideCostPctOfRisk: number;
  readonly feeEdge: number;
  readonly ordersPerMinute: number;
  readonly ordersPerDayDesk: number;
  readonly ordersPerDayVenue: number;
  readonly errorsPerHour: number;
  readonly shock: { readonly movePct: number; readonly markets: number; readonly marketsMovePct: number; readonly pauseMinutes: number };
  readonly quoteAgeMs: number;
  /** In quote units of the market; 0 for none. */
  readonly minVolume24h: number;
  /** Symbols that may be traded; empty for every market of the desk. */
  readonly symbols: readonly string[];
}

/**
 * Everything that a guard may look at, gathered once per intent. A figure that is missing is undefined, and a guard that needs it denies: guards
 * fail closed. Money is in quote as floats: guards compare, they never post.
 */
export interface GuardContext {
  readonly now: Instant;
  readonly intent: OrderIntent;
  readonly condition: Condition | undefined;
  readonly market: Market;
  readonly quote: Quote | undefined;
  readonly mode: 'paper' | 'live';
  readonly halted: boolean;
  /** True when live entries are allowed for exactly this venue, account and limits. */
  readonly liveUnlocked: boolean;
  readonly deskStatus: 'training' | 'active' | 'paused' | 'stopped' | 'training_failed';
  /** Venue + mode of the account that the intent names. */
  readonly accountMode: 'paper' | 'live';
  readonly equity: number | undefined;
  /** Amount × price of this intent. */
  readonly notional: number;
  /** What is lost at the stop, costs included. */
  readonly riskAmount: number | undefined;
  readonly openPositions: number;
  readonly positionsInMarket: number;
  /** Open notional, this intent not included. */
  readonly exposure: { readonly market: number; readonly venue: number; readonly gross: number };
  /**
   * What whoever approved this had approved within the 24 hours before, notional in quote, this one not included; 0 where nobody has been asked yet.
   */
  readonly approvedByPerson: number | undefined;
  readonly liquidationPrice: number | undefined;
  readonly entryPrice: number;
  readonly stopPrice: number | undefined;
  readonly firstTarget: number | undefined;
  /** Percent below the start of the day, and below the highest equity; already confirmed by two readings. */
  readonly dayLossPct: number | undefined;
  readonly drawdownPct: number | undefined;
  /** Newest first: this desk's last closed trades. */
  readonly recentTrades: readonly { readonly market: string; readonly regime: string; readonly pnl: number; readonly closedAt: Instant }[];
  readonly costs: { readonly takerFeePct: number; readonly slippageBps: number; readonly fundingPct: number };
  /** Perpetual against index, percent; undefined where there is no index; spot has 0. */
  readonly basisPct: number | undefined;
  readonly ordersLastMinute: number;
  readonly ordersTodayDesk: number;
  readonly ordersTodayVenue: number;
  readonly errorsLastHour: number;
  /** Largest move of each market within the last minute, percent, absolute. */
  readonly minuteMovesPct: ReadonlyMap<string, number>;
  /** Entries are paused until then by an earlier shock. */
  readonly shockUntil: Instant | undefined;
  readonly volume24h: number | undefined;
  readonly deskMarkets: readonly string[];
}

/** A guard's no, with the figure that decided. `text` is a sentence for a phone. */
export interface Denial {
  readonly guard: string;
  readonly figure: string;
  readonly limit: string;
  readonly text: string;
}

/** One pre-trade check. Orders that only reduce a position pass unless `alsoExits` is set. */
export interface Guard {
  readonly name: string;
  /** What it holds, as a sentence with the limit in it: shown by /risk and in the docs. */
  describe(limits: GuardLimits): string;
  readonly alsoExits?: boolean;
  check(context: GuardContext, limits: GuardLimits): Denial | undefined;
}
