import type { Order } from '#src/domain/order.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { orderByClientId } from '#src/ledger/orders.ts';
import type { VenueOrder } from '#src/venue/port.ts';

/**
 * The order of ours that a venue speaks of, live or over; undefined when it is somebody else's. By our own id first, then, among live orders, by the
 * venue's: a person may have found an order that the venue shows without our id. An id alone is not enough: the market has to be the same (FI-32).
 */
export function mine(
  ledger: Ledger,
  { clientOrderId, venueOrderId, market }: Pick<VenueOrder, 'clientOrderId' | 'venueOrderId' | 'market'>,
): Order | undefined {
  const { orders, orderIds } = ledger.memory;
  const id = orderIds.get(clientOrderId);
  const byOurs = id === undefined ? (clientOrderId === '' ? undefined : orderByClientId(ledger, clientOrderId)) : orders.get(id)?.order;
  if (byOurs !== undefined) return byOurs.market === market ? byOurs : undefined;
  for (const { order } of orders.values()) if (order.market === market && order.venueOrderId === venueOrderId) return order;
  return undefined;
}
