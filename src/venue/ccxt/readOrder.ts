import type { VenueOrder } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { optionalText, recordOf, textIn } from './number.ts';
import { orderOf } from './order.ts';
import type { OrderReadOptions } from './orderReads.ts';

/**
 * An order of ccxt to ours, learned by both its names. A conditional order that was set off lives on as another order with an id of its own, which
 * fills name: that one is read for what became of it. Rejects with OutsideError.
 */
export async function readOrder({ profile, names, calls, connection }: OrderReadOptions, record: CcxtRecord): Promise<VenueOrder> {
  const info = recordOf(record.info);
  const { inInfo, fromVenue } = profile.clientId;
  const order = orderOf({ ...record, clientOrderId: record.clientOrderId ?? textIn(info, inInfo) }, fromVenue);
  names.learn(order.market, order.venueOrderId, order.clientOrderId);
  const actualId = optionalText(info, 'actualOrderId');
  if (actualId === undefined || actualId === '0') return order;
  names.learn(order.market, actualId, order.clientOrderId);
  names.learn(order.market, order.venueOrderId, order.clientOrderId); // the last one learned is what a cancel names
  const actual = await calls.tried('about an order', () => connection.client.fetchOrder(actualId, order.market));
  if (actual === 'not there') return { ...order, status: 'open' };
  const { filled, status } = orderOf(actual, fromVenue);
  return { ...order, filled, status };
}
