import { add, type Decimal, isMore, isPositive, ZERO } from '#src/domain/decimal.ts';
import { feeIn } from '#src/domain/fill.ts';
import type { Order } from '#src/domain/order.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { endedOrder } from '#src/ledger/orders.ts';
import { tradeById } from '#src/ledger/trades.ts';
import type { VenueFill } from '#src/venue/port.ts';

/**
 * Why a fill cannot be booked to the order that it names, or undefined. It moved money all the same: whoever brought it says so, and nothing is guessed
 * (FI-32: an id alone does not make it the same order).
 */
export function faultOfFill(ledger: Ledger, order: Order, report: VenueFill): string | undefined {
  const { memory } = ledger;
  const { market, side, amount, price } = report;
  if (!isPositive(amount) || !isPositive(price)) return 'it has no amount or no price';
  if (order.market !== market) return `the order is of ${order.market}`;
  if (order.side !== side) return `the order is to ${order.side}`;
  if (order.status === 'filled') return 'the order was filled whole before';
  const filled = memory.orders.get(order.id)?.filled ?? endedOrder(ledger, order.id)?.filled ?? ZERO;
  if (isMore(add(filled, amount), order.amount)) return 'the order was for less';
  const listed = memory.markets.get(market);
  if (listed === undefined) return 'the market is not listed here';
  const position = memory.positions.get(order.tradeId);
  if (position === undefined && tradeById(ledger, order.tradeId) !== undefined) return `its trade ${order.tradeId} is closed`;
  if (!order.reduceOnly) return undefined;
  if (position === undefined) return `there is no position ${order.tradeId}`;
  const moved: Decimal = listed.kind === 'spot' && side === 'sell' ? add(amount, feeIn(listed.base, report)) : amount;
  return isMore(moved, position.amount) ? `less than that is open of ${order.tradeId}` : undefined;
}
