import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder } from '../record.ts';
import { type Units, ZERO } from '../units.ts';
import type { View } from '../view.ts';
import { uuidOf } from './names.ts';
import { historyOrder } from './orderForm.ts';

interface Logged {
  readonly at: number;
  readonly order: BookedOrder;
  readonly event: object;
}

/**
 * `history/v2/orders` and `history/v2/triggers`: what happened to orders, newest first. What an order took on its arrival is in its `OrderPlaced`,
 * which therefore has a quantity (what is left) of 0 for one that was filled at once; later fills are `OrderUpdated`.
 */
export function eventLog(exchange: Exchange, view: View, which: 'orders' | 'triggers', query: URLSearchParams): object {
  const since = Number(query.get('since') ?? 0);
  const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY);
  const fills = new Map<number, BookedFill[]>();
  for (const fill of view.fills()) fills.set(fill.orderRef, [...(fills.get(fill.orderRef) ?? []), fill]);
  const logged = view
    .orders()
    .flatMap((order) => (which === 'orders' ? orderEvents(exchange, order, fills.get(order.ref) ?? []) : triggerEvents(exchange, order)))
    .filter(({ at }) => at >= since && at <= before)
    .map((one, index) => ({ ...one, index }))
    .sort((a, b) => (query.get('sort') === 'asc' ? a.at - b.at || a.index - b.index : b.at - a.at || b.index - a.index));
  const count = Number(query.get('count') ?? 1000);
  return {
    elements: logged.slice(0, count).map(({ at, event, order, index }) => ({
      uid: uuidOf(`event:${which}:${order.ref}:${index}`),
      timestamp: String(at),
      event,
    })),
    accountUid: uuidOf('account'),
    len: String(Math.min(logged.length, count)),
  };
}

function orderEvents(exchange: Exchange, order: BookedOrder, fills: readonly BookedFill[]): Logged[] {
  if (order.type === 'stop' && order.triggeredAt === undefined) return [];
  const market = exchange.market(order.market);
  const form = (filled: Units) => historyOrder({ ...order, filled }, market);
  const taken = fills.filter(({ liquidity }) => liquidity === 'taker');
  let filled = taken.reduce((sum, { amount }) => sum + amount, ZERO);
  const events: Logged[] = [
    {
      at: order.triggeredAt ?? order.createdAt,
      order,
      event: {
        OrderPlaced: {
          order: form(filled),
          reason: order.origin === 'venue' ? 'liquidation' : 'new_user_order',
          reducedQuantity: '',
          algoId: '',
        },
      },
    },
  ];
  for (const fill of fills.filter(({ liquidity }) => liquidity === 'maker')) {
    const oldOrder = form(filled);
    filled += fill.amount;
    const reason = filled === order.amount ? 'full_fill' : 'partial_fill';
    events.push({ at: fill.at, order, event: { OrderUpdated: { oldOrder, newOrder: form(filled), reason, reducedQuantity: '' } } });
  }
  if (order.closedAt !== undefined && order.state !== 'filled') {
    events.push({ at: order.closedAt, order, event: { OrderCancelled: { order: form(order.filled), reason: reasonOf(order) } } });
  }
  return events;
}

/** Without a word about what was filled: ccxt takes every activated stop for closed. */
function triggerEvents(exchange: Exchange, order: BookedOrder): Logged[] {
  if (order.type !== 'stop') return [];
  const { filled: _, ...form } = historyOrder({ ...order, filled: ZERO }, exchange.market(order.market));
  const events: Logged[] = [{ at: order.createdAt, order, event: { OrderTriggerPlaced: { order: form, reason: 'new_user_order' } } }];
  if (order.triggeredAt !== undefined) events.push({ at: order.triggeredAt, order, event: { OrderTriggerActivated: { order: form } } });
  else if (order.closedAt !== undefined) {
    events.push({ at: order.closedAt, order, event: { OrderTriggerCancelled: { order: form, reason: reasonOf(order) } } });
  }
  return events;
}

/** Why an order ended, in the venue's words. */
export function reasonOf({ reason, note }: Pick<BookedOrder, 'reason' | 'note'>): string {
  if (reason === 'by request') return 'cancelled_by_user';
  if (reason === 'dead man') return 'dead_man_switch';
  if (reason === 'nothing to reduce') return 'would_not_reduce_position';
  return note.orderType === 'ioc' || note.orderType === 'mkt' ? 'ioc_order_failed_because_it_would_not_be_executed' : 'cancelled_by_admin';
}
