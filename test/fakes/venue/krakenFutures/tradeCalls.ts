import type { Exchange } from '../exchange.ts';
import type { Ask, BookedOrder } from '../record.ts';
import { Refused } from '../refusal.ts';
import type { Ground } from './accountCalls.ts';
import { setLeverage } from './accountCalls.ts';
import { productId, uuidOf } from './names.ts';
import { eventOrder, number, orderUid, placementEvents, stamp } from './orderForm.ts';
import { marketNamed, type Query } from './publicCalls.ts';
import { Refusal } from './refusal.ts';
import { type SendStatus, sendStatusOf } from './statuses.ts';

type Call = (ground: Ground, query: Query) => object;

/** What changes something, by `METHOD name` under /derivatives/api/v3. */
export const TRADE_CALLS: Readonly<Record<string, Call>> = {
  'POST sendorder': ({ exchange }, query) => ({ sendStatus: sendOrder(exchange, query) }),
  'POST cancelorder': ({ exchange }, query) => ({ cancelStatus: cancelOrder(exchange, query) }),

  'POST cancelallorders': ({ exchange }, query) => {
    const only = query.get('symbol') === null ? undefined : marketNamed(exchange, query.get('symbol'));
    const canceled = exchange.cancelAll(only?.symbol);
    return {
      cancelStatus: {
        receivedTime: stamp(exchange.time.now()),
        cancelOnly: only === undefined ? 'all' : productId(only.base, only.quote),
        status: canceled.length === 0 ? 'noOrdersToCancel' : 'cancelled',
        cancelledOrders: canceled.map((order) => ({ order_id: orderUid(order), cliOrdId: order.clientOrderId ?? null })),
        orderEvents: canceled.map((order) => cancelEvent(exchange, order)),
      },
    };
  },

  /** The dead man's switch: `timeout` seconds, 0 switches it off. */
  'POST cancelallordersafter': ({ exchange }, query) => {
    const seconds = Number(query.get('timeout') ?? Number.NaN);
    if (!Number.isFinite(seconds) || seconds < 0) throw new Refusal('invalidArgument: timeout');
    exchange.cancelAllAfter(seconds * 1000);
    const now = exchange.time.now();
    return { status: { currentTime: stamp(now), triggerTime: seconds === 0 ? '0' : stamp(now + seconds * 1000) } };
  },

  'PUT leveragepreferences': (ground, query) => setLeverage(ground, query),
};

const TYPES: Readonly<Record<string, Ask['type']>> = {
  lmt: 'limit',
  post: 'limit',
  ioc: 'limit',
  mkt: 'market',
  stp: 'stop',
  take_profit: 'stop',
};

/** Refusals are answers like any other here: `status` says why. */
function sendOrder(exchange: Exchange, query: Query): object {
  const receivedTime = stamp(exchange.time.now());
  const no = (status: SendStatus): object => ({ status, receivedTime, orderEvents: [] });
  const market = marketNamed(exchange, query.get('symbol'));
  const orderType = query.get('orderType') ?? '';
  const type = TYPES[orderType];
  const side = query.get('side');
  const clientOrderId = query.get('cliOrdId') ?? undefined;
  if (query.get('size') === null || query.get('side') === null || orderType === '') throw new Refusal('requiredArgumentMissing');
  if (type === undefined) return no('invalidOrderType');
  if (side !== 'buy' && side !== 'sell') return no('invalidSide');
  if (type === 'limit' && query.get('limitPrice') === null) return no('invalidPrice');
  if (type === 'stop' && query.get('stopPrice') === null) return no('invalidPrice');
  if ((clientOrderId ?? '').length > 100) return no('clientOrderIdTooLong');
  const ask: Ask = {
    market: market.symbol,
    side,
    type,
    amount: query.get('size') as string,
    price: type === 'market' ? undefined : (query.get('limitPrice') ?? undefined),
    stopPrice: type === 'stop' ? (query.get('stopPrice') as string) : undefined,
    when: type === 'stop' ? ((side === 'sell') === (orderType === 'take_profit') ? 'rises' : 'falls') : undefined,
    reduceOnly: query.get('reduceOnly') === 'true',
    postOnly: orderType === 'post',
    clientOrderId,
    note: { orderType, triggerSignal: query.get('triggerSignal') ?? 'mark' },
  };
  try {
    const taken = exchange.place(ask);
    const order = orderType === 'ioc' && taken.state === 'open' ? exchange.end({ id: taken.id }, 'canceled', 'ioc') : taken;
    if (orderType === 'ioc' && order.filled === 0n) return rejection(exchange, order, 'iocWouldNotExecute', receivedTime);
    const fills = exchange.fills().filter(({ orderRef }) => orderRef === order.ref);
    return {
      order_id: orderUid(order),
      ...(clientOrderId !== undefined && { cliOrdId: clientOrderId }),
      status: 'placed',
      receivedTime,
      orderEvents: placementEvents(order, market, fills),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const status = sendStatusOf(error);
    return UNBOOKED.includes(status) ? no(status) : rejection(exchange, ask, status, receivedTime);
  }
}

/** Refused before it became an order; the others are shown as an order that was rejected. */
const UNBOOKED: readonly SendStatus[] = [
  'invalidSize',
  'invalidPrice',
  'clientOrderIdAlreadyExist',
  'marketSuspended',
  'marketInactive',
  'invalidOrderType',
];

function rejection(exchange: Exchange, of: Ask | BookedOrder, status: SendStatus, receivedTime: string): object {
  const { base, quote } = exchange.market(of.market);
  const uid = 'ref' in of ? orderUid(of) : uuidOf(`rejected:${receivedTime}:${of.clientOrderId ?? ''}`);
  return {
    order_id: uid,
    status,
    receivedTime,
    orderEvents: [
      {
        type: 'REJECT',
        uid,
        reason: status.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
        order: {
          orderId: uid,
          cliOrdId: of.clientOrderId ?? null,
          type: of.note?.orderType ?? 'lmt',
          symbol: productId(base, quote),
          side: of.side,
          quantity: typeof of.amount === 'bigint' ? number(of.amount) : Number(of.amount),
          filled: 0,
          limitPrice: typeof of.price === 'bigint' ? number(of.price) : of.price === undefined ? null : Number(of.price),
          reduceOnly: of.reduceOnly ?? false,
          timestamp: receivedTime,
          lastUpdateTimestamp: receivedTime,
        },
      },
    ],
  };
}

function cancelOrder(exchange: Exchange, query: Query): object {
  const receivedTime = stamp(exchange.time.now());
  const id = query.get('order_id');
  const clientOrderId = query.get('cliOrdId');
  if (id === null && clientOrderId === null) throw new Refusal('requiredArgumentMissing');
  const found = exchange.orders().findLast((order) => (id === null ? order.clientOrderId === clientOrderId : orderUid(order) === id));
  if (found === undefined || (found.closedAt !== undefined && found.state !== 'filled'))
    return { status: 'notFound', receivedTime, orderEvents: [] };
  if (found.state === 'filled') return { status: 'filled', order_id: orderUid(found), receivedTime, orderEvents: [] };
  const canceled = exchange.cancel({ id: found.id });
  return { status: 'cancelled', order_id: orderUid(canceled), receivedTime, orderEvents: [cancelEvent(exchange, canceled)] };
}

const cancelEvent = (exchange: Exchange, order: BookedOrder): object => ({
  type: 'CANCEL',
  uid: orderUid(order),
  order: eventOrder(order, exchange.market(order.market)),
});
