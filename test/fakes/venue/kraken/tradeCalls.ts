import type { BookedOrder } from '../record.ts';
import { Refused } from '../refusal.ts';
import { type Ground, orderTxid, orderWithTxid, type PrivateCall } from './accountCalls.ts';
import { askOf } from './askOf.ts';
import { sentence } from './orderForm.ts';
import type { Params } from './params.ts';
import { Refusal } from './refusal.ts';

/** What changes something, of `POST /0/private/<name>`. */
export const TRADE_CALLS: Readonly<Record<string, PrivateCall>> = {
  AddOrder: {
    needs: ['modify-trades'],
    run: ({ exchange }, params) => {
      const ask = askOf(exchange, params);
      if (params.is('validate')) return { descr: { order: `${ask.side} ${ask.amount ?? ask.quoteAmount} ${params.need('pair')}` } };
      const order = exchange.place(ask);
      if (ask.note?.timeInForce === 'IOC' && order.state === 'open') exchange.end({ id: order.id }, 'canceled', 'Order would not fill');
      return { txid: [orderTxid(order)], descr: { order: sentence(order, exchange.market(order.market)) } };
    },
  },

  CancelOrder: {
    needs: ['close-trades'],
    run: (ground, params) => {
      ground.exchange.cancel({ id: meant(ground, params).id });
      return { count: 1 };
    },
  },

  CancelAll: { needs: ['close-trades'], run: ({ exchange }) => ({ count: exchange.cancelAll().length }) },

  /** The dead man's switch: `timeout` seconds, 0 switches it off. */
  CancelAllOrdersAfter: {
    needs: ['close-trades'],
    run: ({ exchange }, params) => {
      const seconds = params.number('timeout');
      if (seconds === undefined || seconds < 0 || seconds > 86_400) throw new Refusal('EGeneral:Invalid arguments');
      exchange.cancelAllAfter(seconds * 1000);
      const now = exchange.time.now();
      const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
      return { currentTime: stamp(now), triggerTime: seconds === 0 ? '0' : stamp(now + seconds * 1000) };
    },
  },
};

/** By `cl_ord_id` among open orders only, or by `txid`. */
function meant({ exchange }: Ground, params: Params): BookedOrder {
  const clientOrderId = params.get('cl_ord_id');
  const open = (order: BookedOrder | undefined) => order !== undefined && order.closedAt === undefined;
  const found = clientOrderId === undefined ? orderWithTxid(exchange, params.need('txid')) : exchange.find({ clientOrderId });
  if (found === undefined || !open(found)) throw new Refused('unknown-order');
  return found;
}
