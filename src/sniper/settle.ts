import { add, type Decimal, decimal, fromNumber, isZero, multiply, toNumber, toText, ZERO } from '#src/domain/decimal.ts';
import type { Fill } from '#src/domain/fill.ts';
import { EXIT_REASONS, type ExitReason, isOver, type Order } from '#src/domain/order.ts';
import { isFlat, type Position } from '#src/domain/position.ts';
import { plannedRiskOf } from '#src/domain/size.ts';
import { closedTrade } from '#src/domain/trade.ts';
import { fillRow, hasFill } from '#src/ledger/fills.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { DIMENSIONS, scoreKeys } from '#src/ledger/scores.ts';
import { tradeRow } from '#src/ledger/trades.ts';
import type { VenueFill } from '#src/venue/port.ts';
import { cancel } from './cancel.ts';
import { faultOfFill } from './faultOfFill.ts';
import { fulfil, leaveReached } from './leave.ts';
import { entered, NOT_REFUSED, type OpenTrade, openTrade, refusedOnceMore } from './openTrade.ts';
import { keepOlderStop, protect } from './protect.ts';
import { queueClose } from './queuedClose.ts';
import { closeUnfilled, isNews, orderReported, reopen } from './reported.ts';
import { RECENT_TRADES, recentOf, type SniperState } from './state.ts';

/**
 * Records a fill and everything that follows from it: position, books, and with the last one the trade and its scores, in one transaction. False when
 * it belongs to nothing here: not to an order of ours, or to none that could still take it.
 */
export function settleFill(state: SniperState, report: VenueFill): boolean {
  const { ledger } = state;
  const order = orderReported(state, report.clientOrderId);
  if (order === undefined) return false;
  if (state.venue.mode === 'live') {
    if (hasFill(ledger, order.accountId, report.market, report.venueFillId)) return true;
    if (faultOfFill(ledger, order, report) !== undefined) return false;
  }
  const settled = ledger.transact((tx) => {
    if (isOver(order.status)) revive(state, tx, order);
    return record(state, tx, order, report);
  });
  follow(state, order, settled);
  return true;
}

/** A fill of what was over: an absent order was there after all; any other stays ended, and only its condition holds again. */
function revive(state: SniperState, tx: LedgerTx, order: Order): void {
  const actor = `venue:${state.venue.name}`;
  const cause = state.causes.get(order.id);
  const known = { venue_order_id: order.venueOrderId ?? `known by its fills` };
  const seq = order.status === 'absent' ? tx.append({ kind: 'order.accepted', subject: order.id, actor, cause, data: known }) : cause;
  reopen(state, tx, order, seq, `a fill of order ${order.id} came after its end`);
}

interface Settled {
  readonly seq: number;
  readonly position: Position;
  readonly orderDone: boolean;
  readonly closed: boolean;
}

function record(state: SniperState, tx: LedgerTx, order: Order, report: VenueFill): Settled {
  const fill = fillOf(state, tx, order, report);
  const seq = tx.append({
    kind: 'fill.recorded',
    subject: fill.id,
    actor: `venue:${state.venue.name}`,
    cause: state.causes.get(order.id),
    data: fillRow(fill),
  });
  const position = tx.memory.positions.get(fill.tradeId) as Position;
  const orderDone = !tx.memory.orders.has(order.id);
  const trade = state.trades.get(order.tradeId);
  if (order.purpose === 'target' && orderDone && trade !== undefined) {
    trade.targetsReached = trade.taking ?? trade.targetsReached + 1;
    tx.append({
      kind: 'target.reached',
      subject: order.tradeId,
      actor: 'sniper',
      cause: seq,
      data: { target: trade.targetsReached, price: toText(fill.price) },
    });
  }
  const market = tx.memory.markets.get(order.market);
  const closed = order.purpose !== 'entry' && market !== undefined && isFlat(position, market);
  if (closed) close(state, tx, order, position, seq);
  return { seq, position, orderDone, closed };
}

function fillOf(state: SniperState, tx: LedgerTx, order: Order, report: VenueFill): Fill {
  const market = tx.memory.markets.get(order.market);
  const { amount, price, fee, feeAsset, feeRate, otherFees = [], liquidity, quote, at } = report;
  const worthOf = (part: Decimal, asset: string, rate: Decimal | undefined): Decimal => {
    if (asset === market?.quote) return part;
    return multiply(part, asset === market?.base ? price : (rate ?? rateNow(state, asset, market?.quote) ?? ZERO));
  };
  const others = otherFees.map((part) => ({ amount: part.amount, asset: part.asset, value: worthOf(part.amount, part.asset, part.rate) }));
  return {
    id: state.ids.next('f'),
    venueFillId: report.venueFillId,
    orderId: order.id,
    tradeId: order.tradeId,
    conditionId: order.conditionId,
    deskId: order.deskId,
    accountId: order.accountId,
    market: order.market,
    purpose: order.purpose,
    side: order.side,
    amount,
    price,
    fee,
    feeAsset,
    feeValue: others.reduce((total, { value }) => add(total, value), worthOf(fee, feeAsset, feeRate)),
    ...(others.length > 0 && { otherFees: others }),
    liquidity,
    quote,
    at,
  };
}

/** Price of a third asset in the quote asset, where it is quoted here. */
function rateNow({ quotes }: SniperState, asset: string, quote: string | undefined): Decimal | undefined {
  const last = quotes.get(`${asset}/${quote}`)?.last;
  return last === undefined ? undefined : fromNumber(last, 12);
}

function close(state: SniperState, tx: LedgerTx, order: Order, position: Position, cause: number): void {
  const condition = tx.memory.conditions.get(order.conditionId);
  const market = tx.memory.markets.get(order.market);
  if (condition === undefined || market === undefined) return;
  const planned = plannedRiskOf(position.enteredAmount, position.enteredCost, decimal(condition.stop), market.contractSize);
  const reason = EXIT_REASONS.find((one) => one === order.purpose) ?? ('manual' satisfies ExitReason);
  const trade = closedTrade(position, condition, planned, reason, market);
  const keys = scoreKeys(trade);
  const ids = DIMENSIONS.map((dimension) => `${trade.deskId}|${dimension}|${keys[dimension]}`);
  const before = ids.map((id) => tx.memory.scores.get(id)?.grade ?? 'unknown');
  const seq = tx.append({ kind: 'trade.closed', subject: trade.id, actor: 'sniper', cause, data: tradeRow(trade) });
  ids.forEach((id, index) => {
    const score = tx.memory.scores.get(id);
    if (score === undefined || score.grade === before[index]) return;
    tx.append({
      kind: 'score.graded',
      subject: score.key,
      actor: 'sniper',
      cause: seq,
      data: {
        desk_id: score.desk_id,
        dimension: score.dimension,
        key: score.key,
        before: before[index] ?? 'unknown',
        after: score.grade,
        benched_until: score.benched_until,
      },
    });
  });
  const list = state.recent.get(trade.deskId) ?? [];
  list.unshift(recentOf(trade, toNumber(trade.pnl)));
  if (list.length > RECENT_TRADES) list.length = RECENT_TRADES;
  state.recent.set(trade.deskId, list);
}

/** What is done at the venue because of a fill, after it is recorded. */
function follow(state: SniperState, order: Order, { seq, position, orderDone, closed }: Settled): void {
  if (orderDone) state.causes.delete(order.id);
  const watch = state.watches.get(order.market);
  if (closed) {
    state.trades.delete(order.tradeId);
    watch?.leave(order.tradeId);
    if (watch) watch.restless = true;
    cancelRest(state, order.tradeId);
    return;
  }
  let trade = state.trades.get(order.tradeId);
  if (order.purpose === 'entry') {
    trade = enteredTrade(state, trade, position);
    if (trade) watch?.enter(trade);
  }
  if (trade === undefined) return;
  if (order.purpose !== 'entry') trade.exitRefusals = NOT_REFUSED;
  if (trade.exiting === order.id && orderDone) trade.exiting = undefined;
  if (trade.stopOrderId === order.id && orderDone) trade.stopOrderId = undefined;
  if (watch) watch.restless = true;
  // A stop that is being filled in parts is the exit itself; another stop beside it would sell the same twice.
  if (trade.stopOrderId !== order.id) protect(state, trade, seq);
}

function enteredTrade(state: SniperState, known: OpenTrade | undefined, position: Position): OpenTrade | undefined {
  if (known !== undefined) {
    entered(known, position);
    return known;
  }
  const condition = state.ledger.memory.conditions.get(position.conditionId);
  const market = state.ledger.memory.markets.get(position.market);
  if (condition === undefined || market === undefined) return undefined;
  const trade = openTrade(condition, position, market);
  state.trades.set(trade.tradeId, trade);
  return trade;
}

function cancelRest(state: SniperState, tradeId: string): void {
  for (const { order } of [...state.ledger.memory.orders.values()]) {
    if (order.tradeId === tradeId) cancel(state, order, 'its trade is closed');
  }
}

/** An order ended without being filled whole. What it left open is looked at again. `isReached`: a stop was refused because the price is beyond it. */
export function settleEnd(
  state: SniperState,
  clientOrderId: string,
  end: 'canceled' | 'rejected' | 'expired',
  reason: string,
  isReached = false,
): void {
  const { ledger } = state;
  const order = orderReported(state, clientOrderId);
  const live = order && ledger.memory.orders.get(order.id);
  if (!isNews(order, end) || live === undefined) return;
  const { filled } = live;
  const seq = ledger.transact((tx) => {
    const ended = tx.append({
      kind: `order.${end}` as const,
      subject: order.id,
      actor: `venue:${state.venue.name}`,
      cause: state.causes.get(order.id),
      data: { reason },
    });
    if (isZero(filled)) closeUnfilled(tx, order, ended, `the entry came to nothing: ${reason}`);
    queueClose(state, order, reason);
    return ended;
  });
  if (end === 'rejected') state.tally.failed(state.clock.now());
  state.causes.delete(order.id);
  state.canceling.delete(order.id);
  const trade = state.trades.get(order.tradeId);
  const watch = state.watches.get(order.market);
  if (watch) watch.restless = true;
  if (trade === undefined) return;
  if (end === 'rejected' && order.type === 'stop') trade.stopRefusals = refusedOnceMore(trade.stopRefusals, state.clock.now());
  else if (end === 'rejected' && order.reduceOnly) trade.exitRefusals = refusedOnceMore(trade.exitRefusals, state.clock.now());
  const wasExit = trade.exiting === order.id;
  if (wasExit) trade.exiting = undefined;
  const wasStop = trade.stopOrderId === order.id;
  if (wasStop) trade.stopOrderId = undefined;
  if (wasStop && end === 'rejected') keepOlderStop(state, trade, order, reason);
  if (order.type === 'stop' && fulfil(state, trade)) return;
  if (isReached && order.type === 'stop' && leaveReached(state, trade, seq)) return;
  // The venue took the protection away, or refused it: place it once more unless it was refused; then the sniper watches the stop itself.
  if (wasStop && end !== 'rejected') protect(state, trade, seq);
  // To be able to leave, the stop had to go first; nothing was left, so it is needed again.
  if (wasExit && state.venue.mode === 'live') protect(state, trade, seq);
}
