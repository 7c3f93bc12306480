import {
  absolute,
  add,
  type Decimal,
  divide,
  isEqual,
  isNegative,
  isZero,
  multiply,
  negate,
  smaller,
  subtract,
  ZERO,
} from '#src/domain/decimal.ts';
import { type Market, notionalOf } from '#src/domain/market.ts';
import type { OrderSide } from '#src/domain/order.ts';

/** Open quantity of a perpetual at the venue, netted over all orders of the market. */
export interface PaperPosition {
  /** Signed: negative for short; never zero. */
  readonly amount: Decimal;
  /** What the open amount was bought (long) or sold (short) for, ≥ 0, in the settle asset. */
  readonly cost: Decimal;
  /** Of the last order that made it larger. */
  readonly leverage: number;
}

/** How much of it an order of this side can close. */
export function closableBy(position: PaperPosition | undefined, side: OrderSide): Decimal {
  if (position === undefined || isNegative(position.amount) === (side === 'sell')) return ZERO;
  return absolute(position.amount);
}

/**
 * A fill's effect: what it closes releases cost in proportion (rounded half to even at 18 places; the last part releases what is left, so that a
 * round trip is exact) and realizes the difference to its proceeds; what is beyond opens the other side.
 */
export function foldPerpetual(
  before: PaperPosition | undefined,
  market: Market,
  side: OrderSide,
  amount: Decimal,
  price: Decimal,
  leverage: number,
): { position: PaperPosition | undefined; realized: Decimal } {
  const closed = smaller(amount, closableBy(before, side));
  const opened = subtract(amount, closed);
  let position = before;
  let realized = ZERO;
  if (before !== undefined && !isZero(closed)) {
    const open = absolute(before.amount);
    const all = isEqual(closed, open);
    const released = all ? before.cost : divide(multiply(before.cost, closed), open);
    const proceeds = notionalOf(market, closed, price);
    realized = side === 'sell' ? subtract(proceeds, released) : subtract(released, proceeds);
    position = all ? undefined : { ...before, amount: add(before.amount, signed(side, closed)), cost: subtract(before.cost, released) };
  }
  if (!isZero(opened)) {
    const held = position ?? { amount: ZERO, cost: ZERO, leverage };
    position = { amount: add(held.amount, signed(side, opened)), cost: add(held.cost, notionalOf(market, opened, price)), leverage };
  }
  return { position, realized };
}

/** Worth at `price` less cost, from the holder's point of view, before the fees of leaving. */
export function unrealizedAt(position: PaperPosition, market: Market, price: Decimal): Decimal {
  const worth = notionalOf(market, absolute(position.amount), price);
  return isNegative(position.amount) ? subtract(position.cost, worth) : subtract(worth, position.cost);
}

const signed = (side: OrderSide, amount: Decimal): Decimal => (side === 'buy' ? amount : negate(amount));
