import type { BookedFill, BookedOrder, ListedMarket } from '../record.ts';
import { cut, ONE, text, type Units, ZERO } from '../units.ts';
import { txId } from './names.ts';
import { orderType } from './orderForm.ts';

const number = (value: Units): number => Number(text(value));
const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

/** Everything about an order, as the `executions` channel says it when the order is new and in snapshots. */
export function executionOfOrder(order: BookedOrder, market: ListedMarket, execType: string) {
  return {
    order_id: txId('O', String(order.ref)),
    ...(order.clientOrderId !== undefined && { cl_ord_id: order.clientOrderId }),
    order_userref: Number(order.note.userref ?? 0),
    symbol: market.symbol,
    order_qty: number(order.amount),
    cum_qty: number(order.filled),
    cum_cost: number(order.cost),
    time_in_force: order.note.timeInForce ?? 'GTC',
    exec_type: execType,
    side: order.side,
    order_type: orderType(order),
    limit_price_type: 'static',
    limit_price: number(order.price ?? ZERO),
    stop_price: number(order.stopPrice ?? ZERO),
    ...(order.type === 'stop' && { triggers: { reference: 'last', price: number(order.stopPrice ?? ZERO), price_type: 'static' } }),
    order_status: execType === 'pending_new' ? 'pending_new' : statusOf(order),
    fee_usd_equiv: 0,
    fee_ccy_pref: order.note.oflags ?? 'fciq',
    timestamp: stamp(order.updatedAt),
  };
}

/** The end of an order: only what changed, not even the symbol. */
export function executionOfEnd(order: BookedOrder) {
  return {
    timestamp: stamp(order.closedAt ?? order.updatedAt),
    order_status: statusOf(order),
    exec_type: statusOf(order),
    order_userref: Number(order.note.userref ?? 0),
    order_id: txId('O', String(order.ref)),
    ...(order.clientOrderId !== undefined && { cl_ord_id: order.clientOrderId }),
    cum_qty: number(order.filled),
    cum_cost: number(order.cost),
    fee_usd_equiv: 0,
    avg_price: order.filled === ZERO ? 0 : number(cut((order.cost * ONE) / order.filled, 8)),
    ...(order.state !== 'filled' && { cancel_reason: order.reason, reason: order.reason }),
  };
}

/** One fill. */
export function executionOfFill(fill: BookedFill, order: BookedOrder) {
  return {
    order_id: txId('O', String(fill.orderRef)),
    ...(fill.clientOrderId !== undefined && { cl_ord_id: fill.clientOrderId }),
    exec_id: txId('T', String(fill.ref)),
    exec_type: 'trade',
    trade_id: fill.ref,
    symbol: fill.market,
    side: fill.side,
    last_qty: number(fill.amount),
    last_price: number(fill.price),
    liquidity_ind: fill.liquidity === 'maker' ? 'm' : 't',
    cost: number(fill.cost),
    order_userref: Number(order.note.userref ?? 0),
    order_status: statusOf(order),
    order_type: orderType(order),
    fee_usd_equiv: number(fill.fee),
    fees: [{ asset: fill.feeAsset, qty: number(fill.fee) }],
    timestamp: stamp(fill.at),
  };
}

function statusOf({ state, filled }: BookedOrder): string {
  if (state === 'waiting') return 'new';
  if (state === 'open') return filled === ZERO ? 'new' : 'partially_filled';
  return state;
}
