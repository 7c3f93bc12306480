import type { BookedFill, BookedOrder, ListedMarket } from '../record.ts';
import { cut, ONE, placesOf, text, type Units, ZERO } from '../units.ts';
import { pairNames, txId } from './names.ts';

/** An order as QueryOrders, OpenOrders and ClosedOrders show it. */
export function orderForm(order: BookedOrder, market: ListedMarket, fills: readonly BookedFill[], withTrades: boolean) {
  const places = Math.max(placesOf(market.tick), 1);
  const price = (value: Units | undefined) => text(value ?? ZERO, places);
  const isOver = order.closedAt !== undefined;
  return {
    refid: null,
    userref: Number(order.note.userref ?? 0),
    ...(order.clientOrderId !== undefined && { cl_ord_id: order.clientOrderId }),
    status: statusOf(order),
    ...(isOver && { reason: order.state === 'filled' ? null : order.reason }),
    opentm: order.createdAt / 1000,
    starttm: 0,
    expiretm: order.expiresAt === undefined ? 0 : order.expiresAt / 1000,
    ...(isOver && { closetm: (order.closedAt as number) / 1000 }),
    descr: {
      pair: pairNames(market.base, market.quote).altname,
      type: order.side,
      ordertype: orderType(order),
      price: order.type === 'stop' ? price(order.stopPrice) : order.price === undefined ? '0' : price(order.price),
      price2: order.type === 'stop' && order.price !== undefined ? price(order.price) : '0',
      leverage: 'none',
      order: sentence(order, market),
      close: '',
    },
    vol: text(order.amount, 8),
    vol_exec: text(order.filled, 8),
    cost: shown(order.cost, 5),
    fee: shown(
      fills.reduce((sum, { fee }) => sum + fee, ZERO),
      5,
    ),
    price: order.filled === ZERO ? text(ZERO, 5) : text(cut((order.cost * ONE) / order.filled, places + 5)),
    stopprice: text(order.triggeredAt === undefined ? ZERO : (order.stopPrice ?? ZERO), 5),
    limitprice: text(ZERO, 5),
    misc: order.triggeredAt === undefined ? '' : order.note.ordertype?.startsWith('take-profit') ? 'touched' : 'stopped',
    oflags: fills.some(({ feeAsset }) => feeAsset === market.base) ? 'fcib' : (order.note.oflags ?? 'fciq'),
    ...(order.type === 'stop' && { trigger: 'last' }),
    ...(withTrades && fills.length > 0 && { trades: fills.map(({ ref }) => txId('T', String(ref))) }),
  };
}

/** At least this many places, more where it takes more to be exact. Kraken cuts; exact figures can be compared with books. */
export function shown(value: Units, places: number): string {
  const exact = text(value);
  return (exact.split('.')[1] ?? '').length > places ? exact : text(value, places);
}

/** A stop that has fired but is not filled yet is still open. */
const statusOf = ({ state }: BookedOrder): string => (state === 'filled' ? 'closed' : state === 'waiting' ? 'open' : state);

/** `stop-loss-limit` and the like: what was asked for, kept as a note. */
export const orderType = (order: BookedOrder): string => order.note.ordertype ?? (order.type === 'stop' ? 'stop-loss' : order.type);

/** `sell 0.28002676 ETHUSDT @ stop loss 1900.0 -> limit 1890.0`, as Kraken describes an order in one line. */
export function sentence(order: BookedOrder, market: ListedMarket): string {
  const places = Math.max(placesOf(market.tick), 1);
  const head = `${order.side} ${text(order.amount, 8)} ${pairNames(market.base, market.quote).altname} @`;
  const limit = order.price === undefined ? '' : `limit ${text(order.price, places)}`;
  if (order.type !== 'stop') return `${head} ${limit === '' ? 'market' : limit}`;
  const word = orderType(order)
    .replace(/-limit$/, '')
    .replace('-', ' ');
  return `${head} ${word} ${text(order.stopPrice ?? ZERO, places)}${limit === '' ? '' : ` -> ${limit}`}`;
}

/** A fill as TradesHistory and QueryTrades show it; it has no client order id and does not say what the fee is paid in. */
export function tradeForm(fill: BookedFill, order: BookedOrder, market: ListedMarket) {
  return {
    ordertxid: txId('O', String(order.ref)),
    postxid: 'TKH2SE-M7IF5-CFI7LT',
    pair: pairNames(market.base, market.quote).id,
    aclass: 'forex',
    time: fill.at / 1000,
    type: fill.side,
    ordertype: orderType(order),
    price: text(fill.price, Math.max(placesOf(market.tick), 5)),
    cost: shown(fill.cost, 5),
    fee: shown(fill.fee, 5),
    vol: text(fill.amount, 8),
    margin: '0.00000',
    leverage: '0',
    misc: '',
    trade_id: fill.ref,
    maker: fill.liquidity === 'maker',
  };
}
