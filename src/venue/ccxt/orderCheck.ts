import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, isEqual, isLess, isPositive } from '#src/domain/decimal.ts';
import { floorAmount, type Market, notionalOf, roundPrice } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';

/** Why the venue would refuse this order, known without asking it (FI-45), as a sentence; undefined when nothing is wrong with it. */
export function faultOfOrder(order: Order, market: Market | undefined, now: Instant): string | undefined {
  const { amount, price, stopPrice, type, leverage, deadline } = order;
  if (market === undefined) return `The venue has no market ${order.market}.`;
  if (now > deadline) return 'The deadline of the order had passed before it could be sent.';
  if (!isPositive(amount)) return 'The amount is not above zero.';
  if (!isEqual(amount, floorAmount(market, amount))) return 'The amount is not a multiple of the step of the market.';
  if (isLess(amount, market.minAmount) && !order.reduceOnly) return 'The amount is below the smallest that the venue takes.';
  if (market.kind === 'spot' ? leverage !== 1 : leverage < 1 || leverage > market.maxLeverage)
    return 'The leverage is not one that the market has.';
  if (type === 'limit' && price === undefined) return 'A limit order needs a price.';
  if (type === 'stop' && stopPrice === undefined) return 'A stop order needs a stop price.';
  for (const level of [price, stopPrice])
    if (level !== undefined && !isOnTick(market, level)) return 'The price is not on a tick of the market, or not above zero.';
  const worthAt = price ?? stopPrice;
  if (worthAt !== undefined && !order.reduceOnly && isLess(notionalOf(market, amount, worthAt), market.minNotional))
    return 'The order is worth less than the venue takes.';
  return undefined;
}

const isOnTick = (market: Market, price: Decimal): boolean => isPositive(price) && isEqual(price, roundPrice(market, price));
