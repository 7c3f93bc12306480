import type { BookedFill, BookedOrder, ListedMarket } from '../record.ts';
import { padded, ZERO } from '../units.ts';
import { Digits } from './marketForm.ts';
import { nameOf } from './names.ts';
import { averageOf, clientIdOf, statusOf, timeInForceOf, typeOf } from './orderForm.ts';

/** A stop lives in the algo service, with a number of its own, until it is set off. */
export const algoIdOf = ({ ref }: Pick<BookedOrder, 'ref'>): number => 2_000_000 + ref;

/** On the book, or it was: a stop only since it was set off. */
export const isOnBook = ({ type, triggeredAt }: BookedOrder): boolean => type !== 'stop' || triggeredAt !== undefined;

/** `STOP_MARKET` and its like become MARKET or LIMIT once they are set off; `origType` keeps the word. */
export function futuresOrder(order: BookedOrder, market: ListedMarket): Record<string, unknown> {
  const { ofPrice, ofAmount } = new Digits(market);
  const word = typeOf(order, market);
  return {
    orderId: Number(order.id),
    symbol: nameOf(market),
    status: statusOf(order),
    clientOrderId: clientIdOf(order),
    price: ofPrice(order.price ?? ZERO),
    avgPrice: padded(averageOf(order, market), 5),
    origQty: ofAmount(order.amount),
    executedQty: ofAmount(order.filled),
    cumQuote: padded(order.cost, 5),
    timeInForce: timeInForceOf(order),
    type: order.type === 'stop' ? (order.price === undefined ? 'MARKET' : 'LIMIT') : word,
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side.toUpperCase(),
    positionSide: 'BOTH',
    stopPrice: ofPrice(ZERO),
    workingType: 'CONTRACT_PRICE',
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: order.expiresAt ?? 0,
    priceProtect: false,
    origType: order.type === 'stop' ? (order.price === undefined ? 'MARKET' : 'LIMIT') : word,
    time: order.triggeredAt ?? order.createdAt,
    updateTime: order.updatedAt,
  };
}

function algoStatusOf(order: BookedOrder): string {
  if (order.triggeredAt === undefined) return statusOf(order);
  return order.state === 'open' ? 'TRIGGERED' : 'FINISHED';
}

export function algoOrder(order: BookedOrder, market: ListedMarket): Record<string, unknown> {
  const { ofPrice, ofAmount } = new Digits(market);
  const onBook = order.triggeredAt !== undefined;
  return {
    algoId: algoIdOf(order),
    clientAlgoId: clientIdOf(order),
    algoType: 'CONDITIONAL',
    orderType: typeOf(order, market),
    symbol: nameOf(market),
    side: order.side.toUpperCase(),
    positionSide: 'BOTH',
    timeInForce: timeInForceOf(order),
    quantity: ofAmount(order.amount),
    algoStatus: algoStatusOf(order),
    actualOrderId: onBook ? order.id : '',
    actualPrice: onBook ? padded(averageOf(order, market), 5) : '0.00000',
    triggerPrice: ofPrice(order.stopPrice ?? ZERO),
    price: ofPrice(order.price ?? ZERO),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.note.workingType ?? 'CONTRACT_PRICE',
    priceMatch: 'NONE',
    closePosition: false,
    priceProtect: false,
    reduceOnly: order.reduceOnly,
    createTime: order.createdAt,
    updateTime: order.updatedAt,
    triggerTime: order.triggeredAt ?? 0,
    goodTillDate: order.expiresAt ?? 0,
  };
}

export function futuresTrade(fill: BookedFill, market: ListedMarket): object {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    symbol: nameOf(market),
    id: Number(fill.id),
    orderId: Number(fill.orderId),
    side: fill.side.toUpperCase(),
    price: ofPrice(fill.price),
    qty: ofAmount(fill.amount),
    realizedPnl: padded(fill.realized, 8),
    marginAsset: market.quote,
    quoteQty: padded(fill.cost, 5),
    commission: padded(fill.fee, 8),
    commissionAsset: fill.feeAsset,
    time: fill.at,
    positionSide: 'BOTH',
    buyer: fill.side === 'buy',
    maker: fill.liquidity === 'maker',
  };
}
