import type { Instant } from '#src/domain/clock.ts';
import type { VenueOrder } from '#src/venue/port.ts';
import { ordersInEvents } from './eventHistory.ts';
import { merged } from './merged.ts';
import { badAnswer, recordOf } from './number.ts';
import type { OrderReadOptions } from './orderReads.ts';
import { readOrder } from './readOrder.ts';

/** Events in one page. */
const EVENTS = 1_000;

/**
 * From a venue that tells the past as events: each order as its latest event left it. Without `since` only the latest page is read. Rejects with
 * OutsideError.
 */
export async function eventOrders(options: OrderReadOptions, since: Instant | undefined): Promise<readonly VenueOrder[]> {
  const { connection, calls } = options;
  const { askEvents, parse } = connection;
  const orders: VenueOrder[] = [];
  for (const list of ['orders', 'triggers'] as const) {
    let from: number | undefined = since;
    for (let isLast = false; !isLast && askEvents !== undefined; ) {
      const params = { count: EVENTS, ...(from === undefined ? {} : { since: from, sort: 'asc' }) };
      const { elements } = await calls.read('past orders', () => askEvents(list, params));
      if (!Array.isArray(elements)) throw badAnswer('no past orders');
      for (const raw of ordersInEvents(elements)) orders.push(await readOrder(options, parse(raw)));
      const newest = Number(recordOf(elements.at(-1)).timestamp);
      isLast = from === undefined || elements.length < EVENTS || !(newest > from);
      from = newest;
    }
  }
  return merged(orders);
}
