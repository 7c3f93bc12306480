import type { BookedFill, BookedOrder, ListedMarket } from '../record.ts';
import { text, type Units, ZERO } from '../units.ts';
import { productId, uuidOf } from './names.ts';

/** As JSON writes it; all amounts that the venue shows have fewer digits than a JavaScript number keeps. */
export const number = (value: Units): number => Number(text(value));
export const stamp = (at: number): string => new Date(at).toISOString();
export const orderUid = (order: Pick<BookedOrder, 'ref'>): string => uuidOf(`order:${order.ref}`);
export const fillUid = (fill: Pick<BookedFill, 'ref'>): string => uuidOf(`fill:${fill.ref}`);

/** `lmt`, `ioc`, `post`, `mkt`, `stp`, `take_profit`: what was asked for, kept as a note. A market order is an IoC to the venue. */
const typeOf = (order: BookedOrder): string => (order.note.orderType === 'mkt' ? 'ioc' : (order.note.orderType ?? 'lmt'));

/** An order inside an event of `sendStatus` and `cancelStatus`, with this much of it filled. */
export function eventOrder(order: BookedOrder, market: ListedMarket, filled: Units = order.filled) {
  return {
    orderId: orderUid(order),
    cliOrdId: order.clientOrderId ?? null,
    type: typeOf(order),
    symbol: productId(market.base, market.quote),
    side: order.side,
    quantity: number(order.amount),
    filled: number(filled),
    limitPrice: order.price === undefined ? null : number(order.price),
    reduceOnly: order.reduceOnly,
    timestamp: stamp(order.createdAt),
    lastUpdateTimestamp: stamp(order.updatedAt),
  };
}

/** A stop that waits, inside an event. */
function triggerOrder(order: BookedOrder, market: ListedMarket) {
  return {
    uid: orderUid(order),
    clientId: order.clientOrderId ?? null,
    type: order.price === undefined ? 'ioc' : 'lmt',
    symbol: productId(market.base, market.quote),
    side: order.side,
    quantity: number(order.amount),
    limitPrice: order.price === undefined ? null : number(order.price),
    triggerPrice: number(order.stopPrice ?? ZERO),
    triggerSide: sideOfTrigger(order),
    triggerSignal: order.note.triggerSignal ?? 'last',
    reduceOnly: order.reduceOnly,
    timestamp: stamp(order.createdAt),
    lastUpdateTimestamp: stamp(order.updatedAt),
  };
}

const sideOfTrigger = ({ when }: BookedOrder): string => (when === 'rises' ? 'trigger_above' : 'trigger_below');

/** What happened to an order on its arrival, as `sendStatus.orderEvents` says it. */
export function placementEvents(order: BookedOrder, market: ListedMarket, fills: readonly BookedFill[]) {
  if (order.type === 'stop') return [{ orderTrigger: triggerOrder(order, market), type: 'PLACE' }];
  let filled = ZERO;
  const executions = fills.map((fill) => {
    const before = eventOrder(order, market, filled);
    filled += fill.amount;
    return {
      type: 'EXECUTION',
      executionId: fillUid(fill),
      price: number(fill.price),
      amount: number(fill.amount),
      orderPriorEdit: null,
      orderPriorExecution: before,
      takerReducedQuantity: null,
    };
  });
  if (order.state !== 'open') return executions;
  return [...executions, { order: eventOrder(order, market), reducedQuantity: null, type: 'PLACE' }];
}

/** A line of `openorders`. */
export function openOrderForm(order: BookedOrder, market: ListedMarket) {
  return {
    order_id: orderUid(order),
    ...(order.clientOrderId !== undefined && { cliOrdId: order.clientOrderId }),
    symbol: productId(market.base, market.quote),
    side: order.side,
    orderType: order.type === 'stop' ? (order.note.orderType === 'take_profit' ? 'take_profit' : 'stop') : 'lmt',
    ...(order.price !== undefined && { limitPrice: number(order.price) }),
    ...(order.stopPrice !== undefined && { stopPrice: number(order.stopPrice), triggerSignal: order.note.triggerSignal ?? 'last' }),
    unfilledSize: number(order.amount - order.filled),
    receivedTime: stamp(order.createdAt),
    status: order.filled === ZERO ? 'untouched' : 'partiallyFilled',
    filledSize: number(order.filled),
    reduceOnly: order.reduceOnly,
    lastUpdateTime: stamp(order.updatedAt),
  };
}

/** A line of `orders/status`. */
export function statusForm(order: BookedOrder, market: ListedMarket) {
  return {
    order: {
      type: order.type === 'stop' ? 'TRIGGER_ORDER' : 'ORDER',
      orderId: orderUid(order),
      cliOrdId: order.clientOrderId ?? null,
      symbol: productId(market.base, market.quote),
      side: order.side,
      quantity: number(order.amount),
      filled: number(order.filled),
      limitPrice: order.price === undefined ? null : number(order.price),
      reduceOnly: order.reduceOnly,
      timestamp: stamp(order.createdAt),
      lastUpdateTimestamp: stamp(order.updatedAt),
      ...(order.stopPrice !== undefined && {
        priceTriggerOptions: {
          triggerPrice: number(order.stopPrice),
          triggerSide: sideOfTrigger(order).toUpperCase(),
          triggerSignal: order.note.triggerSignal?.toUpperCase() ?? 'LAST',
        },
      }),
    },
    status: wordOf(order),
    updateReason: null,
    error: null,
  };
}

function wordOf(order: BookedOrder): string {
  if (order.state === 'waiting') return 'TRIGGER_PLACED';
  if (order.state === 'open') return 'ENTERED_BOOK';
  if (order.state === 'filled') return 'FULLY_EXECUTED';
  return order.state === 'rejected' ? 'REJECTED' : 'CANCELLED';
}

/** An order as the event log (`history/v2/orders`) shows it: the quantity is what is left of it. */
export function historyOrder(order: BookedOrder, market: ListedMarket) {
  return {
    uid: orderUid(order),
    accountUid: uuidOf('account'),
    tradeable: productId(market.base, market.quote),
    direction: order.side === 'buy' ? 'Buy' : 'Sell',
    quantity: text(order.amount - order.filled),
    filled: text(order.filled),
    timestamp: String(order.createdAt),
    limitPrice: text(order.price ?? ZERO),
    orderType: HISTORY_TYPES[order.note.orderType ?? 'lmt'] ?? 'Limit',
    clientId: order.clientOrderId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: String(order.updatedAt),
    ...(order.stopPrice !== undefined && {
      triggerOptions: {
        triggerPrice: text(order.stopPrice),
        triggerSide: sideOfTrigger(order),
        triggerSignal: order.note.triggerSignal ?? 'last',
      },
    }),
  };
}

const HISTORY_TYPES: Readonly<Record<string, string>> = {
  lmt: 'Limit',
  ioc: 'IoC',
  mkt: 'IoC',
  post: 'Post',
  stp: 'Stop',
  take_profit: 'TakeProfit',
};

/** A line of `fills`: it does not say the fee. */
export function fillForm(fill: BookedFill, market: ListedMarket, { note }: Pick<BookedOrder, 'note'>) {
  return {
    fill_id: fillUid(fill),
    symbol: productId(market.base, market.quote),
    side: fill.side,
    order_id: uuidOf(`order:${fill.orderRef}`),
    ...(fill.clientOrderId !== undefined && { cliOrdId: fill.clientOrderId }),
    size: number(fill.amount),
    price: number(fill.price),
    fillTime: stamp(fill.at),
    fillType: note.forced === undefined ? fill.liquidity : note.forced === 'adl' ? 'unwindCounterparty' : 'liquidation',
  };
}
