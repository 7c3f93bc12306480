import type { Instant } from './clock.ts';
import type { Condition, Side } from './condition.ts';
import { type Decimal, divide, isPositive, isZero, multiply, placesOf, subtract, toNumber, ZERO } from './decimal.ts';
import type { Market } from './market.ts';
import { parseSymbol } from './market.ts';
import type { ExitReason } from './order.ts';
import type { Position } from './position.ts';

/** A closed round trip, first entry fill to last exit fill. Money in quote. */
export interface Trade {
  readonly id: string;
  readonly conditionId: string;
  readonly deskId: string;
  readonly accountId: string;
  readonly market: string;
  readonly side: Side;
  readonly strategist: string;
  readonly pattern: string;
  readonly regime: string;
  readonly amount: Decimal;
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  readonly pnl: Decimal;
  /** What would have been lost at the first stop, in quote, when it was entered. */
  readonly plannedRisk: Decimal;
  /** Remainder below the venue's step, written off. */
  readonly dust: Decimal;
  readonly exitReason: ExitReason;
  readonly openedAt: Instant;
  readonly closedAt: Instant;
}

/**
 * PnL of a round trip, the one definition: Σ exit proceeds − Σ entry cost − fees − funding paid + funding received, in quote.
 * A remainder that cannot be traded counts with its whole cost where it was paid for (spot); of a perpetual nobody paid for what was never closed.
 */
export function pnlOf(position: Position): Decimal {
  const isPaidFor = parseSymbol(position.market)?.kind === 'spot';
  const gross = isPaidFor && !isZero(position.cost) ? subtract(position.gross, position.cost) : position.gross;
  return subtract(subtract(gross, position.fees), position.funding);
}

/** PnL ÷ planned risk: a plain number, because it feeds statistics. 0 when no risk was planned. */
export const rOf = (trade: Pick<Trade, 'pnl' | 'plannedRisk'>): number =>
  isPositive(trade.plannedRisk) ? toNumber(divide(trade.pnl, trade.plannedRisk, 8)) : 0;

/** The trade that a flat position amounts to; `listed` is its market. */
export function closedTrade(position: Position, condition: Condition, plannedRisk: Decimal, exitReason: ExitReason, listed: Market): Trade {
  const { tradeId, conditionId, deskId, accountId, market, side } = position;
  return {
    id: tradeId,
    conditionId,
    deskId,
    accountId,
    market,
    side,
    strategist: condition.strategist,
    pattern: condition.pattern ?? 'none',
    regime: condition.regime ?? 'none',
    amount: position.enteredAmount,
    entryPrice: averagePrice(position.enteredCost, position.enteredAmount, listed),
    exitPrice: averagePrice(position.exitedProceeds, position.exitedAmount, listed),
    fees: position.fees,
    funding: position.funding,
    pnl: pnlOf(position),
    plannedRisk,
    dust: position.amount,
    exitReason,
    openedAt: position.openedAt,
    closedAt: position.lastAt,
  };
}

/** For showing; money is never computed from it. Proceeds are of amount × contract size. */
const averagePrice = (cost: Decimal, amount: Decimal, { tick, contractSize }: Market): Decimal =>
  isZero(amount) ? ZERO : divide(cost, multiply(amount, contractSize), placesOf(tick));
