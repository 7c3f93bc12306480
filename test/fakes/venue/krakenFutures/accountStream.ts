import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { Happening } from '../record.ts';
import { reasonOf } from './eventLog.ts';
import { ACCOUNT, feedBalances, feedFill, feedOrder, feedPositions } from './feedForm.ts';
import type { Push } from './marketStream.ts';
import { orderUid } from './orderForm.ts';

export const ACCOUNT_FEEDS: readonly string[] = ['open_orders', 'open_orders_verbose', 'fills', 'open_positions', 'balances'];

/** The private feeds. */
export class AccountStream {
  readonly #exchange: Exchange;
  readonly #push: Push;
  readonly #known = new Set<number>();
  #seq = 0;

  constructor(exchange: Exchange, push: Push) {
    this.#exchange = exchange;
    this.#push = push;
  }

  /** What a new subscription is told at once. */
  show(socket: VenueSocket, feed: string): void {
    const view = this.#exchange.view();
    if (feed === 'fills') {
      const orders = new Map(this.#exchange.orders().map((order) => [order.ref, order]));
      const last = view.fills().slice(-100);
      const fills = last.map((fill, seq) => feedFill(this.#exchange, fill, orders.get(fill.orderRef), seq, false));
      this.#push(socket, feed, { feed: 'fills_snapshot', account: ACCOUNT, fills });
    }
    if (feed.startsWith('open_orders')) {
      const orders = view.openOrders().map((order) => feedOrder(this.#exchange, order, true));
      this.#push(socket, feed, { feed: `${feed}_snapshot`, account: ACCOUNT, orders });
    }
    if (feed === 'open_positions') this.#push(socket, feed, feedPositions(this.#exchange, 0));
    if (feed === 'balances') this.#push(socket, feed, feedBalances(this.#exchange, 'balances_snapshot', 0));
  }

  tell(sockets: Iterable<VenueSocket>, happening: Happening): void {
    const messages = this.#messagesOf(happening);
    for (const socket of sockets) for (const [feed, message] of messages) if (socket.topics.has(feed)) this.#push(socket, feed, message);
  }

  #messagesOf(happening: Happening): [feed: string, message: object][] {
    if (happening.kind === 'position') return [['open_positions', feedPositions(this.#exchange, ++this.#seq)]];
    if (happening.kind === 'balance') return [['balances', feedBalances(this.#exchange, 'balances', ++this.#seq)]];
    if (happening.kind !== 'order' && happening.kind !== 'fill') return [];
    const changes = this.#changesOf(happening);
    if (happening.kind === 'order') return changes;
    const fills = [feedFill(this.#exchange, happening.fill, happening.order, ++this.#seq, true)];
    return [['fills', { feed: 'fills', username: ACCOUNT, fills }], ...changes];
  }

  #changesOf(happening: Extract<Happening, { kind: 'order' | 'fill' }>): [feed: string, message: object][] {
    const { order } = happening;
    const isNew = !this.#known.has(order.ref);
    this.#known.add(order.ref);
    return ['open_orders', 'open_orders_verbose'].map((feed) => {
      if (order.closedAt !== undefined) {
        const reason = order.state === 'filled' ? 'full_fill' : reasonOf(order);
        const named = { order_id: orderUid(order), ...(order.clientOrderId !== undefined && { cli_ord_id: order.clientOrderId }) };
        return [feed, { feed, ...named, is_cancel: true, reason }];
      }
      const reason = isNew ? 'new_placed_order_by_user' : happening.kind === 'fill' ? 'partial_fill' : 'stop_order_triggered';
      return [feed, { feed, order: feedOrder(this.#exchange, order, feed.endsWith('verbose')), is_cancel: false, reason }];
    });
  }
}
