import { add, isZero, toText, ZERO } from '#src/domain/decimal.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { optionalDecimal, recordOf } from './number.ts';

/** How an order that an event tells of stands after it, by the event's name; what is missing says nothing about an end. */
const ENDS: Readonly<Record<string, 'canceled' | 'rejected'>> = {
  OrderCancelled: 'canceled',
  OrderTriggerCancelled: 'canceled',
  OrderRejected: 'rejected',
};

/**
 * Kraken Futures tells the past of orders as events. ccxt's fetchCanceledOrders takes each order that was placed without a fill for a canceled one,
 * open ones too, so the events are read here: raw orders with a `status`, for ccxt's parseOrder. `quantity` is what is left in an event, and is made
 * the whole again. Throws OutsideError('bad-answer').
 */
export function ordersInEvents(elements: readonly unknown[]): CcxtRecord[] {
  return elements.flatMap((element) => {
    const [[name = '', told] = ['', undefined]] = Object.entries(recordOf(recordOf(element).event));
    const event = recordOf(told);
    const order = recordOf(event.newOrder ?? event.order);
    const left = optionalDecimal(order, 'quantity') ?? ZERO;
    const filled = optionalDecimal(order, 'filled') ?? ZERO;
    if (order.uid === undefined || name.startsWith('OrderTriggerActivated')) return [];
    const isFull = isZero(left) && !isZero(filled);
    const status = ENDS[name] ?? (isFull ? 'closed' : 'open');
    return [{ ...order, quantity: toText(add(left, filled)), status }];
  });
}
