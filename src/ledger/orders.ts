import { parseInstant, toIso } from '#src/domain/clock.ts';
import { type Decimal, decimal, toText, ZERO } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { isOver, ORDER_MOVES, type Order, type OrderSide, type OrderStatus, type OrderType, type Purpose } from '#src/domain/order.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { Origin } from './origin.ts';
import { cellsOf, tableOf } from './table.ts';

export interface OrderRow {
  readonly id: string;
  readonly client_order_id: string;
  readonly venue_order_id: string | null;
  readonly desk_id: string;
  readonly account_id: string;
  readonly condition_id: string;
  readonly trade_id: string;
  readonly market: string;
  readonly purpose: Purpose;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly amount: string;
  readonly price: string | null;
  readonly stop_price: string | null;
  readonly reduce_only: number;
  readonly leverage: number;
  readonly attempt: number;
  readonly status: OrderStatus;
  readonly approval_id: string | null;
  readonly params_hash: string;
  readonly deadline: string;
  readonly created_at: string;
}

/** An order that something may still come of, with what was filled: a sum of its fills. */
export interface LiveOrder {
  readonly order: Order;
  readonly filled: Decimal;
}

const COLUMNS = [
  'id',
  'client_order_id',
  'venue_order_id',
  'desk_id',
  'account_id',
  'condition_id',
  'trade_id',
  'market',
  'purpose',
  'side',
  'type',
  'amount',
  'price',
  'stop_price',
  'reduce_only',
  'leverage',
  'attempt',
  'status',
  'approval_id',
  'params_hash',
  'deadline',
  'created_at',
] as const;
const ORDER = tableOf('order', [...COLUMNS, 'seq']);
const SELECT = `select ${COLUMNS.join(', ')} from "order"`;

/** What the newest row was made from. */
const newest = new Origin<OrderRow, Order>();

export const orderRow = (order: Order): OrderRow =>
  newest.note(
    {
      account_id: order.accountId,
      amount: toText(order.amount),
      approval_id: order.approvalId ?? null,
      attempt: order.attempt,
      client_order_id: order.clientOrderId,
      condition_id: order.conditionId,
      created_at: toIso(order.createdAt),
      deadline: toIso(order.deadline),
      desk_id: order.deskId,
      id: order.id,
      leverage: order.leverage,
      market: order.market,
      params_hash: order.paramsHash,
      price: order.price === undefined ? null : toText(order.price),
      purpose: order.purpose,
      reduce_only: order.reduceOnly ? 1 : 0,
      side: order.side,
      status: order.status,
      stop_price: order.stopPrice === undefined ? null : toText(order.stopPrice),
      trade_id: order.tradeId,
      type: order.type,
      venue_order_id: order.venueOrderId ?? null,
    },
    order,
  );

const orderOf = (row: OrderRow): Order => ({
  id: row.id,
  clientOrderId: row.client_order_id,
  venueOrderId: row.venue_order_id ?? undefined,
  deskId: row.desk_id,
  accountId: row.account_id,
  conditionId: row.condition_id,
  tradeId: row.trade_id,
  market: row.market,
  purpose: row.purpose,
  side: row.side,
  type: row.type,
  amount: decimal(row.amount),
  price: row.price === null ? undefined : decimal(row.price),
  stopPrice: row.stop_price === null ? undefined : decimal(row.stop_price),
  reduceOnly: row.reduce_only === 1,
  leverage: row.leverage,
  attempt: row.attempt,
  status: row.status,
  approvalId: row.approval_id ?? undefined,
  paramsHash: row.params_hash,
  deadline: parseInstant(row.deadline),
  createdAt: parseInstant(row.created_at),
});

export function projectOrder(core: Core, event: LedgerEvent<'order.submitted'>): void {
  const row = event.data;
  core.insert(ORDER, cellsOf(COLUMNS, row, event.seq), row.id);
  const { orderCounts } = core.memory;
  orderCounts.set(row.condition_id, (orderCounts.get(row.condition_id) ?? 0) + 1);
  core.memory.orders.set(row.id, { order: newest.of(row) ?? orderOf(row), filled: ZERO });
  core.memory.orderIds.set(row.client_order_id, row.id);
}

/** Moves an order to another status. Terminal states absorb: a move out of one is a bug, except late acceptance of an absent one. */
export function projectOrderStatus(core: Core, id: string, status: OrderStatus, venueOrderId?: string): void {
  const live = core.memory.orders.get(id) ?? (status === 'open' ? endedOrder(core, id) : undefined);
  assert(live !== undefined, `order ${id} is not live and cannot become ${status}`);
  assert(ORDER_MOVES[live.order.status].includes(status), `order ${id} cannot go from ${live.order.status} to ${status}`);
  core.change(ORDER, id, 'status', status);
  if (venueOrderId !== undefined) core.change(ORDER, id, 'venue_order_id', venueOrderId);
  if (isOver(status)) {
    core.memory.orders.delete(id);
    core.memory.orderIds.delete(live.order.clientOrderId);
  } else {
    core.memory.orders.set(id, { ...live, order: { ...live.order, status, venueOrderId: venueOrderId ?? live.order.venueOrderId } });
    core.memory.orderIds.set(live.order.clientOrderId, id);
  }
}

/** An order that is over, with what was filled of it; undefined when there is none. */
export function endedOrder(core: Reader, id: string): LiveOrder | undefined {
  const row = core.get<OrderRow>(`${SELECT} where id = ?`, id);
  return row === undefined ? undefined : { order: orderOf(row), filled: filledOf(core, row.id, row.trade_id) };
}

/** The order that the venue knows by this id, live or over; undefined when it is none of ours. */
export function orderByClientId(ledger: Reader, clientOrderId: string): Order | undefined {
  const row = ledger.get<OrderRow>(`${SELECT} where client_order_id = ?`, clientOrderId);
  return row && orderOf(row);
}

export function loadLiveOrders(core: Core): LiveOrder[] {
  const rows = core.all<OrderRow>(`${SELECT} where status in ('submitting', 'open', 'unknown', 'needs_human') order by seq`);
  return rows.map((row) => ({ order: orderOf(row), filled: filledOf(core, row.id, row.trade_id) }));
}

const filledOf = (core: Reader, id: string, tradeId: string): Decimal =>
  decimal(
    core.get<{ total: string }>('select decimal_sum(amount) as total from fill where trade_id = ? and order_id = ?', tradeId, id)?.total ??
      '0',
  );

export function orderById(ledger: Reader, id: string): Order | undefined {
  const row = ledger.get<OrderRow>(`${SELECT} where id = ?`, id);
  return row && orderOf(row);
}

export const ordersOfTrade = (ledger: Reader, tradeId: string): Order[] =>
  ledger.all<OrderRow>(`${SELECT} where trade_id = ? order by seq`, tradeId).map(orderOf);

/** How many orders each live condition's round trip has had: numbers the next one, so that its client order id is new. */
export const loadOrderCounts = (core: Core): [string, number][] =>
  core
    .all<{ id: string; n: number }>(
      `select o.condition_id as id, count(*) as n from "order" o join condition c on c.id = o.condition_id and c.status = 'triggered' group by 1 order by 1`,
    )
    .map(({ id, n }) => [id, n]);

/** Leverage with which a round trip was entered. */
export const entryLeverage = (ledger: Reader, tradeId: string): number =>
  ledger.get<{ leverage: number }>(`select leverage from "order" where trade_id = ? and purpose = 'entry' order by seq limit 1`, tradeId)
    ?.leverage ?? 1;
