import { isMore, toText } from '#src/domain/decimal.ts';
import type { VenueOrder } from '#src/venue/port.ts';

/** One of each order, the furthest on: lists overlap, and histories tell of an order several times. */
export function merged(orders: readonly VenueOrder[]): readonly VenueOrder[] {
  const byId = new Map<string, VenueOrder>();
  for (const order of orders) {
    const key = `${order.market} ${order.venueOrderId}`;
    const before = byId.get(key);
    if (before === undefined || isFurther(order, before)) byId.set(key, order);
  }
  return [...byId.values()];
}

const isFurther = (order: VenueOrder, before: VenueOrder): boolean =>
  toText(order.filled) === toText(before.filled)
    ? before.status === 'open' && order.status !== 'open'
    : isMore(order.filled, before.filled);
