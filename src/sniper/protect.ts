import { fromNumber, isLess, placesOf, toNumber, toText } from '#src/domain/decimal.ts';
import { floorAmount, roundPrice } from '#src/domain/market.ts';
import type { OrderIntent, Purpose } from '#src/domain/order.ts';
import { NOT_REFUSED, type OpenTrade } from './openTrade.ts';
import type { SniperState } from './state.ts';
import { prepare, send } from './submit.ts';

/** Sees to it that a stop of the right size and price rests at the venue; a new one is placed before the old one is canceled. */
export function protect(state: SniperState, trade: OpenTrade, cause: number | undefined): void {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  if (position === undefined || !state.venue.profile.nativeStops || state.clock.now() < trade.stopRefusals.retryAt) return;
  const amount = floorAmount(trade.market, position.amount);
  if (isLess(amount, trade.market.minAmount)) return;
  const old = trade.stopOrderId === undefined ? undefined : state.ledger.memory.orders.get(trade.stopOrderId);
  const stopPrice = roundPrice(trade.market, fromNumber(trade.stop, placesOf(trade.market.tick) + 2));
  if (old?.order.stopPrice && toText(old.order.stopPrice) === toText(stopPrice) && toText(old.order.amount) === toText(amount)) return;
  const intent: OrderIntent = { ...exitIntent(trade, trade.stopPurpose), type: 'stop', amount, stopPrice };
  const prepared = state.ledger.transact((tx) => prepare(state, tx, intent, trade.condition, cause));
  if ('denied' in prepared) return; // the stop is watched by the sniper instead
  trade.stopOrderId = prepared.order.id;
  send(state, prepared);
}

/**
 * The venue has taken an order. When it is a stop, the older stops of its trade have done their duty and are canceled: not before, so that a new one
 * that the venue refuses leaves the position as protected as it was.
 */
export function dropReplacedStops({ ledger, venue, trades }: SniperState, orderId: string): void {
  const accepted = ledger.memory.orders.get(orderId)?.order;
  if (accepted?.type !== 'stop') return;
  const trade = trades.get(accepted.tradeId);
  if (trade !== undefined) trade.stopRefusals = NOT_REFUSED;
  for (const { order } of [...ledger.memory.orders.values()]) {
    if (order.type === 'stop' && order.tradeId === accepted.tradeId && order.id !== orderId)
      venue.cancel(order.clientOrderId, order.market);
  }
}

/** Moves the stop toward profit, never away from it. */
export function moveStop(state: SniperState, trade: OpenTrade, to: number, purpose: Purpose): void {
  if ((to - trade.stop) * trade.sign <= 0) return;
  const places = placesOf(trade.market.tick);
  const from = fromNumber(trade.stop, places);
  const next = roundPrice(trade.market, fromNumber(to, places + 2));
  const seq = state.ledger.transact((tx) =>
    tx.append({
      kind: 'stop.moved',
      subject: trade.tradeId,
      actor: 'sniper',
      cause: state.causes.get(trade.stopOrderId ?? ''),
      data: { from: toText(from), to: toText(next), purpose },
    }),
  );
  trade.stop = toNumber(next);
  trade.stopPurpose = purpose;
  protect(state, trade, seq);
}

/** The part that all orders have that only reduce a position. */
export function exitIntent(trade: OpenTrade, purpose: Purpose): Omit<OrderIntent, 'type' | 'amount'> {
  const { deskId, accountId, id } = trade.condition;
  const side = trade.sign === 1 ? 'sell' : 'buy';
  return {
    deskId,
    accountId,
    conditionId: id,
    tradeId: trade.tradeId,
    market: trade.market.symbol,
    purpose,
    side,
    reduceOnly: true,
    leverage: 1,
  };
}
