import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { decimal, divide, isZero, toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Purpose } from '#src/domain/order.ts';
import type { Position } from '#src/domain/position.ts';
import type { QueuedClose } from './queuedClose.ts';

/** How often in a row something was refused, and when it is tried again. */
export interface Refusals {
  readonly count: number;
  readonly retryAt: number;
}

export const NOT_REFUSED: Refusals = { count: 0, retryAt: Number.NEGATIVE_INFINITY };

/** Longest pause between two attempts at something that the venue keeps refusing. */
const LONGEST_WAIT_MS = 3_600_000;

/** An exit that waits. */
export type Wish =
  | { readonly act: 'leave'; readonly purpose: Purpose }
  | { readonly act: 'take'; readonly target: number; readonly sharePct: number };

/** Tried again after a second, then after twice as long each time: soon enough for a passing reason, and no storm of orders for a lasting one. */
export const refusedOnceMore = ({ count }: Refusals, now: Instant): Refusals => ({
  count: count + 1,
  retryAt: now + Math.min(1000 * 2 ** count, LONGEST_WAIT_MS),
});

/** A position as the exits see it: floats, levels and what is under way. Everything in it can be rebuilt from the ledger. */
export interface OpenTrade {
  readonly tradeId: string;
  readonly condition: Condition;
  /** With the rules as they are now. */
  market: Market;
  /** 1 for long, −1 for short: multiplies price differences. */
  readonly sign: 1 | -1;
  /** Prices of the rungs of the ladder. */
  readonly targets: readonly number[];
  /** Price at which all that is left goes; undefined where it runs behind the trailing stop. */
  readonly finalTarget: number | undefined;
  /** ATR when the condition was made, in quote. */
  readonly atr: number;
  /** Average entry price. */
  entry: number;
  /** Distance from entry to the first stop: 1 R. */
  risk: number;
  /** Price of the stop in force. */
  stop: number;
  stopPurpose: Purpose;
  /** The protective order at the venue, or undefined while there is none; then the stop is watched here. */
  stopOrderId: string | undefined;
  targetsReached: number;
  /** Best price since entry. */
  best: number;
  /** When the time-based exit falls due; Infinity for never. */
  timeLimitAt: number;
  /** An exit order is at the venue: nothing else is decided until it is over. */
  exiting: string | undefined;
  /** The rung of the ladder that the exit order under way is for. */
  taking: number | undefined;
  /** What is done once nothing holds the coins any more: on spot a resting stop does. */
  wish: Wish | undefined;
  /** A person wants it closed, and the venue did not take the order: it is asked for again. */
  queued: QueuedClose | undefined;
  /** What the venue has refused in a row: exits, and protective stops. */
  exitRefusals: Refusals;
  stopRefusals: Refusals;
  /** The higher timeframe has turned against it, or its invalidation holds. */
  abandon: string | undefined;
}

/** The state of a position right after an entry fill. */
export function openTrade(condition: Condition, position: Position, market: Market): OpenTrade {
  const targets = condition.targets.map(({ price }) => Number(price));
  const shares = condition.targets.reduce((total, { sharePct }) => total + sharePct, 0);
  const trade: OpenTrade = {
    tradeId: position.tradeId,
    condition,
    market,
    sign: position.side === 'long' ? 1 : -1,
    targets,
    finalTarget: shares < 100 ? undefined : targets.at(-1),
    atr: toNumber(decimal(condition.exits.atr)),
    entry: Number.NaN,
    risk: Number.NaN,
    stop: Number(condition.stop),
    stopPurpose: 'stop',
    stopOrderId: undefined,
    targetsReached: 0,
    best: Number.NaN,
    timeLimitAt: Number.POSITIVE_INFINITY,
    exiting: undefined,
    taking: undefined,
    wish: undefined,
    queued: undefined,
    exitRefusals: NOT_REFUSED,
    stopRefusals: NOT_REFUSED,
    abandon: undefined,
  };
  entered(trade, position);
  return trade;
}

/** Takes further entry fills into account. */
export function entered(trade: OpenTrade, position: Position): void {
  if (isZero(position.enteredAmount)) return;
  const unit = toNumber(trade.market.contractSize);
  trade.entry = toNumber(divide(position.enteredCost, position.enteredAmount, 12)) / unit;
  trade.risk = Math.abs(trade.entry - Number(trade.condition.stop));
  if (Number.isNaN(trade.best)) trade.best = trade.entry;
  const { timeLimitMs } = trade.condition.exits;
  if (timeLimitMs > 0) trade.timeLimitAt = position.openedAt + timeLimitMs;
}

/** Profit at a price in multiples of the first risk. */
export const rAt = (trade: OpenTrade, price: number): number => ((price - trade.entry) * trade.sign) / trade.risk;

/** Whether a price is at the stop in force or beyond it. */
export const isStopReached = ({ stop, sign }: OpenTrade, price: number): boolean => (price - stop) * sign <= 0;

/** What the exits look at beside the trade itself. */
export interface ExitView {
  readonly price: number;
  readonly now: Instant;
  /** Both fees and slippage of leaving and entering, percent. */
  readonly costPct: number;
}

export type ExitAction =
  | { readonly act: 'leave'; readonly purpose: Purpose; readonly reason: string }
  | { readonly act: 'take'; readonly target: number; readonly sharePct: number }
  | { readonly act: 'moveStop'; readonly to: number; readonly purpose: Purpose };

/** The levels of an exit that looks at no price. */
export const NO_LEVELS: readonly number[] = [];

/** One way of leaving a position. `levels` are the prices at which it wants to be asked again. */
export interface Exit {
  readonly name: string;
  ask(trade: OpenTrade, view: ExitView): ExitAction | undefined;
  levels(trade: OpenTrade): readonly number[];
}
