import { isZero } from '#src/domain/decimal.ts';
import { moveOf, type Order, type OrderReport } from '#src/domain/order.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { endedOrder, orderByClientId } from '#src/ledger/orders.ts';
import { tradeById } from '#src/ledger/trades.ts';
import { cancel } from './cancel.ts';
import { fulfil } from './leave.ts';
import { refusedOnceMore } from './openTrade.ts';
import { dropReplacedStops, protect } from './protect.ts';
import { queueClose } from './queuedClose.ts';
import type { SniperState } from './state.ts';

/** The order that a report is about, whatever became of it. Paper tells of live orders alone, and is spared the look into the table. */
export function orderReported(state: SniperState, clientOrderId: string): Order | undefined {
  const { memory } = state.ledger;
  const id = memory.orderIds.get(clientOrderId);
  const live = id === undefined ? undefined : memory.orders.get(id)?.order;
  return live ?? (state.venue.mode === 'live' ? orderByClientId(state.ledger, clientOrderId) : undefined);
}

/** Whether a report still says something about an order; one that comes late, twice or out of order does not. */
export const isNews = (order: Order | undefined, report: OrderReport): order is Order =>
  order !== undefined && moveOf(order.status, report) !== undefined;

/** The venue has it: at once, or long after everybody had given it up. */
export function settleAccepted(state: SniperState, clientOrderId: string, venueOrderId: string, actor: string): void {
  const { ledger } = state;
  const order = orderReported(state, clientOrderId);
  if (!isNews(order, 'accepted')) return;
  const wasAbsent = order.status === 'absent';
  ledger.transact((tx) => {
    const cause = state.causes.get(order.id);
    const seq = tx.append({ kind: 'order.accepted', subject: order.id, actor, cause, data: { venue_order_id: venueOrderId } });
    if (wasAbsent) reopen(state, tx, order, seq, `order ${order.id} came to the venue after all`);
  });
  if (wasAbsent) adoptLate(state, order);
  if (order.type === 'stop') dropReplacedStops(state, order.id);
}

/** A condition that was closed because its entry came to nothing holds again. */
export function reopen(state: SniperState, tx: LedgerTx, order: Order, cause: number | undefined, reason: string): void {
  if (order.purpose !== 'entry' || tx.memory.conditions.has(order.conditionId)) return;
  if (conditionById(tx, order.conditionId)?.status !== 'closed' || tradeById(tx, order.tradeId) !== undefined) return;
  const seq = tx.append({ kind: 'condition.reopened', subject: order.conditionId, actor: 'sniper', cause, data: { reason } });
  state.causes.set(order.conditionId, seq);
}

/** What was not filled of an order that nobody waits for any more is not wanted; what was filled is kept and protected. */
function adoptLate(state: SniperState, order: Order): void {
  const isWanted = order.reduceOnly && state.trades.has(order.tradeId);
  if (!isWanted) cancel(state, order, 'it reached the venue too late');
}

/** Nobody can say yet whether the venue took it. An order whose answer is here already stays what it is. */
export function settleUnknown(state: SniperState, clientOrderId: string, reason: string, actor: string): void {
  const order = orderReported(state, clientOrderId);
  if (!isNews(order, 'unknown')) return;
  state.ledger.transact((tx) =>
    tx.append({ kind: 'order.unknown', subject: order.id, actor, cause: state.causes.get(order.id), data: { reason } }),
  );
  state.tally.failed(state.clock.now());
  tryOnceMore(state, order);
}

/** Nobody can find out: a person has to look. */
export function settleLost(state: SniperState, clientOrderId: string, reason: string, actor: string): void {
  const order = orderReported(state, clientOrderId);
  if (!isNews(order, 'lost')) return;
  state.ledger.transact((tx) => {
    tx.append({ kind: 'order.needs_human', subject: order.id, actor, cause: state.causes.get(order.id), data: { reason } });
    // On spot another sale would sell something else: there it waits for the person's answer.
    if (state.trades.get(order.tradeId)?.market.kind === 'perpetual') queueClose(state, order, reason);
  });
}

/**
 * An order in doubt that can only make a perpetual position smaller holds nobody up: the venue itself sees to it that two of them take no more than one
 * would. On spot a second sale would sell something else: there everything waits until the first is known.
 */
function tryOnceMore(state: SniperState, order: Order): void {
  const trade = state.trades.get(order.tradeId);
  if (trade === undefined || !order.reduceOnly || trade.market.kind === 'spot') return;
  const now = state.clock.now();
  if (trade.exiting === order.id) {
    trade.exiting = undefined;
    trade.exitRefusals = refusedOnceMore(trade.exitRefusals, now);
  }
  if (trade.stopOrderId === order.id) {
    trade.stopOrderId = undefined;
    trade.stopRefusals = refusedOnceMore(trade.stopRefusals, now);
  }
  const watch = state.watches.get(order.market);
  if (watch) watch.restless = true;
}

/** Proven, or said by a person, or never sent: the venue does not have it. Nothing is sent again by this: whoever still wants an exit decides anew. */
export function settleAbsent(state: SniperState, clientOrderId: string, reason: string, actor: string): void {
  const order = orderReported(state, clientOrderId);
  if (!isNews(order, 'absent')) return;
  const { ledger } = state;
  const filled = ledger.memory.orders.get(order.id)?.filled ?? endedOrder(ledger, order.id)?.filled;
  if (filled === undefined || !isZero(filled)) return; // what was filled is no absence
  ledger.transact((tx) => {
    const seq = tx.append({ kind: 'order.absent', subject: order.id, actor, cause: state.causes.get(order.id), data: { reason } });
    closeUnfilled(tx, order, seq, `the entry was never sent: ${reason}`);
    queueClose(state, order, reason);
  });
  state.causes.delete(order.id);
  state.canceling.delete(order.id);
  const trade = state.trades.get(order.tradeId);
  const watch = state.watches.get(order.market);
  if (watch) watch.restless = true;
  if (trade === undefined) return;
  if (trade.exiting === order.id) trade.exiting = undefined;
  if (trade.stopOrderId === order.id) trade.stopOrderId = undefined;
  if (order.type === 'stop' && fulfil(state, trade)) return;
  protect(state, trade, undefined);
}

/** An entry that came to nothing ends its condition, unless another attempt of it was filled. */
export function closeUnfilled(tx: LedgerTx, order: Order, cause: number, reason: string): void {
  if (order.purpose !== 'entry' || tx.memory.positions.has(order.tradeId) || !tx.memory.conditions.has(order.conditionId)) return;
  tx.append({ kind: 'condition.closed', subject: order.conditionId, actor: 'sniper', cause, data: { reason } });
}
