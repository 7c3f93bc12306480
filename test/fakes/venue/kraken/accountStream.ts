import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { Happening } from '../record.ts';
import { text } from '../units.ts';
import { executionOfEnd, executionOfFill, executionOfOrder } from './executionForm.ts';
import type { Push } from './marketStream.ts';

export const ACCOUNT_CHANNELS: readonly string[] = ['executions', 'balances'];

/** What a subscription to `executions` wants to be told at once. */
export interface Snapshots {
  readonly snap_orders?: boolean;
  readonly snap_trades?: boolean;
}

/** The private channels executions (orders and fills) and balances. */
export class AccountStream {
  readonly #exchange: Exchange;
  readonly #push: Push;
  readonly #known = new Set<number>();

  constructor(exchange: Exchange, push: Push) {
    this.#exchange = exchange;
    this.#push = push;
  }

  /** What a new subscription is told at once: orders and fills apart, because ccxt takes all of a message for what its first entry is. */
  show(socket: VenueSocket, channel: string, { snap_orders = true, snap_trades = false }: Snapshots): void {
    const view = this.#exchange.view();
    if (channel === 'balances') {
      const data = [...view.holdings()].map(([asset, { total }]) => {
        const balance = Number(text(total));
        return { asset, asset_class: 'currency', balance, wallets: [{ type: 'spot', id: 'main', balance }] };
      });
      this.#push(socket, channel, 'snapshot', data);
      return;
    }
    const open = snap_orders ? view.openOrders() : [];
    const orders = open.map((order) => executionOfOrder(order, this.#exchange.market(order.market), 'new'));
    if (orders.length > 0 || !snap_trades) this.#push(socket, channel, 'snapshot', orders);
    const byRef = new Map(this.#exchange.orders().map((order) => [order.ref, order]));
    const trades = (snap_trades ? view.fills().slice(-50) : []).flatMap((fill) => {
      const order = byRef.get(fill.orderRef);
      return order === undefined ? [] : [executionOfFill(fill, order)];
    });
    if (trades.length > 0) this.#push(socket, channel, 'snapshot', trades);
  }

  tell(sockets: Iterable<VenueSocket>, happening: Happening): void {
    const executions = this.#executionsOf(happening);
    for (const socket of sockets) {
      if (socket.topics.has('executions')) for (const one of executions) this.#push(socket, 'executions', 'update', [one]);
      if (happening.kind === 'balance' && socket.topics.has('balances')) {
        const { asset, change, why } = happening;
        const balance = Number(this.#exchange.balances().get(asset) ?? 0);
        const type = why === 'fill' ? 'trade' : why;
        const entry = { asset, asset_class: 'currency', amount: Number(text(change)), balance, fee: 0, type };
        this.#push(socket, 'balances', 'update', [{ ...entry, wallet_type: 'spot', wallet_id: 'main' }]);
      }
    }
  }

  #executionsOf(happening: Happening): object[] {
    if (happening.kind === 'fill') {
      const { fill, order } = happening;
      return order.state === 'filled' ? [executionOfFill(fill, order), executionOfEnd(order)] : [executionOfFill(fill, order)];
    }
    if (happening.kind !== 'order') return [];
    const { order } = happening;
    const market = this.#exchange.market(order.market);
    const isNew = !this.#known.has(order.ref);
    this.#known.add(order.ref);
    if (isNew) return ['pending_new', 'new'].map((type) => executionOfOrder(order, market, type));
    return [order.closedAt === undefined ? executionOfOrder(order, market, 'status') : executionOfEnd(order)];
  }
}
