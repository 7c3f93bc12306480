import type { Instant } from './clock.ts';
import type { Side } from './condition.ts';
import { add, type Decimal, divide, isEqual, isLess, isMore, isZero, multiply, subtract, toPlaces, ZERO } from './decimal.ts';
import { type Fill, type Funding, feeIn } from './fill.ts';
import { type Market, notionalOf } from './market.ts';

/**
 * Open quantity of one round trip: a fold of its fills and nothing else. All money in quote.
 * Average cost: a partial exit releases cost in proportion (rounded at 18 places), the last one releases what is left, so that the sum over a
 * round trip is exact: realized = Σ exit proceeds − Σ entry cost.
 */
export interface Position {
  readonly tradeId: string;
  readonly conditionId: string;
  readonly deskId: string;
  readonly accountId: string;
  readonly market: string;
  readonly side: Side;
  /** Open amount, ≥ 0, after fees that were charged in the base asset. */
  readonly amount: Decimal;
  /** Everything that was ever bought (long) or sold (short) to enter. */
  readonly enteredAmount: Decimal;
  readonly enteredCost: Decimal;
  readonly exitedAmount: Decimal;
  readonly exitedProceeds: Decimal;
  /** Cost of the open amount. */
  readonly cost: Decimal;
  /** Exit proceeds less released cost (for a short: the other way round), before fees and funding. */
  readonly gross: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  readonly openedAt: Instant;
  readonly lastAt: Instant;
}

/** What one fill did to a position. `moved` is the base amount that entered or left; `released` the cost that left with it. */
export interface Folded {
  readonly position: Position;
  readonly entered: boolean;
  readonly moved: Decimal;
  readonly notional: Decimal;
  readonly released: Decimal;
  readonly gross: Decimal;
}

/** Base amount by which a fill moves the position: a fee charged in base comes off what was bought, and on top of what was sold. */
function movedBy(fill: Fill, market: Market): Decimal {
  if (market.kind !== 'spot') return fill.amount;
  const fee = feeIn(market.base, fill);
  return fill.side === 'buy' ? subtract(fill.amount, fee) : add(fill.amount, fee);
}

/** Adds a fill. A fill on the other side than the position's never turns it around: RangeError if it would exit more than is open. */
export function foldFill(before: Position | undefined, fill: Fill, market: Market): Folded {
  const moved = movedBy(fill, market);
  const notional = notionalOf(market, moved, fill.price);
  const start = before ?? emptyPosition(fill);
  const entered = (fill.side === 'buy') === (start.side === 'long');
  const lastAt = fill.at;
  const fees = add(start.fees, fill.feeValue);
  if (entered) {
    const position: Position = {
      ...start,
      amount: add(start.amount, moved),
      enteredAmount: add(start.enteredAmount, moved),
      enteredCost: add(start.enteredCost, notional),
      cost: add(start.cost, notional),
      fees,
      lastAt,
    };
    return { position, entered, moved, notional, released: ZERO, gross: ZERO };
  }
  if (isMore(moved, start.amount)) throw new RangeError(`fill ${fill.id} exits more than trade ${fill.tradeId} has open`);
  const released = isEqual(moved, start.amount) ? start.cost : toPlaces(divide(multiply(start.cost, moved), start.amount), 18);
  const gross = start.side === 'long' ? subtract(notional, released) : subtract(released, notional);
  const position: Position = {
    ...start,
    amount: subtract(start.amount, moved),
    exitedAmount: add(start.exitedAmount, moved),
    exitedProceeds: add(start.exitedProceeds, notional),
    cost: subtract(start.cost, released),
    gross: add(start.gross, gross),
    fees,
    lastAt,
  };
  return { position, entered, moved, notional, released, gross };
}

/** Adds funding: paid is positive, received negative. */
export const foldFunding = (before: Position, funding: Funding): Position => ({
  ...before,
  funding: add(before.funding, funding.amount),
  lastAt: funding.at,
});

/** True when less is left than the venue can trade; a remainder like that is written off with the last fill. */
export const isFlat = (position: Position, market: Market): boolean => isZero(position.amount) || isLess(position.amount, market.step);

/** Unrealized result at a price, in quote, before the fees of leaving. */
export function unrealizedOf(position: Position, market: Market, price: Decimal): Decimal {
  const worth = notionalOf(market, position.amount, price);
  return position.side === 'long' ? subtract(worth, position.cost) : subtract(position.cost, worth);
}

function emptyPosition(fill: Fill): Position {
  const { tradeId, conditionId, deskId, accountId, market, at } = fill;
  const side: Side = fill.side === 'buy' ? 'long' : 'short';
  return {
    tradeId,
    conditionId,
    deskId,
    accountId,
    market,
    side,
    amount: ZERO,
    enteredAmount: ZERO,
    enteredCost: ZERO,
    exitedAmount: ZERO,
    exitedProceeds: ZERO,
    cost: ZERO,
    gross: ZERO,
    fees: ZERO,
    funding: ZERO,
    openedAt: at,
    lastAt: at,
  };
}
