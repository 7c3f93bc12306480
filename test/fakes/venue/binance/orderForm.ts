import { createHash } from 'node:crypto';
import type { BookedFill, BookedOrder, ListedMarket } from '../record.ts';
import { ONE, padded, share, times, units, ZERO } from '../units.ts';
import { Digits } from './marketForm.ts';
import { nameOf } from './names.ts';

const STATUSES = { canceled: 'CANCELED', expired: 'EXPIRED', rejected: 'REJECTED', filled: 'FILLED' } as const;

export function statusOf({ state, filled }: BookedOrder): string {
  if (state === 'waiting' || state === 'open') return filled === ZERO ? 'NEW' : 'PARTIALLY_FILLED';
  return STATUSES[state];
}

/** What the venue calls an order that was placed without an id: by hand on its site, or by the venue itself. */
export function clientIdOf({ clientOrderId, origin, ref, createdAt, reason }: BookedOrder): string {
  if (clientOrderId !== undefined) return clientOrderId;
  if (origin === 'venue') return reason === 'adl' ? 'adl_autoclose' : `autoclose-${createdAt}${ref}`;
  return `web_${createdAt.toString(36)}${ref.toString(36)}`;
}

/** `LIMIT`, `STOP_LOSS`, …: the word that the order came with. */
export function typeOf({ note, type }: BookedOrder, market: ListedMarket): string {
  const word = note.type;
  if (word !== undefined) return word;
  return type === 'stop' ? (market.kind === 'spot' ? 'STOP_LOSS' : 'STOP_MARKET') : type.toUpperCase();
}

export function timeInForceOf({ note }: BookedOrder): string {
  return note.timeInForce ?? 'GTC';
}

/** An order as spot's lookups show it. */
export function spotOrder(order: BookedOrder, market: ListedMarket): Record<string, unknown> {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    symbol: nameOf(market),
    orderId: Number(order.id),
    orderListId: -1,
    clientOrderId: clientIdOf(order),
    price: ofPrice(order.price ?? ZERO),
    origQty: ofAmount(order.amount),
    executedQty: ofAmount(order.filled),
    origQuoteOrderQty: padded(units(order.note.quoteOrderQty ?? '0'), 8),
    cummulativeQuoteQty: padded(order.cost, 8),
    status: statusOf(order),
    timeInForce: timeInForceOf(order),
    type: typeOf(order, market),
    side: order.side.toUpperCase(),
    stopPrice: ofPrice(order.stopPrice ?? ZERO),
    icebergQty: '0.00000000',
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: order.state !== 'waiting',
    workingTime: order.state === 'waiting' ? -1 : (order.triggeredAt ?? order.createdAt),
    selfTradePreventionMode: 'EXPIRE_MAKER',
  };
}

/** The answer to a new spot order, as much of it as newOrderRespType asks for. */
export function placedSpot(order: BookedOrder, market: ListedMarket, fills: readonly BookedFill[], wanted: string): object {
  const { time: _t, updateTime: _u, isWorking: _w, icebergQty: _i, stopPrice, ...form } = spotOrder(order, market);
  const { symbol, orderId, orderListId, clientOrderId } = form;
  const head = { symbol, orderId, orderListId, clientOrderId, transactTime: order.createdAt };
  if (wanted === 'ACK') return head;
  const result = { ...form, ...head, ...(order.stopPrice !== undefined && { stopPrice }) };
  const { ofPrice, ofAmount } = new Digits(market);
  if (wanted === 'RESULT') return result;
  return {
    ...result,
    fills: fills.map((fill) => ({
      price: ofPrice(fill.price),
      qty: ofAmount(fill.amount),
      commission: padded(fill.fee, 8),
      commissionAsset: fill.feeAsset,
      tradeId: Number(fill.id),
    })),
  };
}

/** The id of a cancel that names none: Binance makes one up. */
export const cancelIdOf = ({ ref, id }: BookedOrder): string =>
  createHash('sha256').update(`cancel ${ref} ${id}`).digest('hex').slice(0, 22);

/** The answer to a cancel: `clientOrderId` is the one of the cancel, the order's own is `origClientOrderId`. */
export function canceledSpot(order: BookedOrder, market: ListedMarket, cancelId: string): object {
  const { time: _t, updateTime: _u, isWorking: _w, workingTime: _k, icebergQty: _i, stopPrice: _s, ...form } = spotOrder(order, market);
  return { ...form, origClientOrderId: form.clientOrderId, clientOrderId: cancelId, transactTime: order.updatedAt };
}

export function spotTrade(fill: BookedFill, market: ListedMarket): object {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    symbol: nameOf(market),
    id: Number(fill.id),
    orderId: Number(fill.orderId),
    orderListId: -1,
    price: ofPrice(fill.price),
    qty: ofAmount(fill.amount),
    quoteQty: padded(fill.cost, 8),
    commission: padded(fill.fee, 8),
    commissionAsset: fill.feeAsset,
    time: fill.at,
    isBuyer: fill.side === 'buy',
    isMaker: fill.liquidity === 'maker',
    isBestMatch: true,
  };
}

/** What was paid on average, in the price of one unit. */
export function averageOf(order: BookedOrder, market: ListedMarket): bigint {
  if (order.filled === ZERO) return ZERO;
  return share(order.cost, ONE, times(order.filled, units(market.contractSize)), 5);
}
