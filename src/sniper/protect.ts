import { type Decimal, fromNumber, isLess, placesOf, toNumber, toText } from '#src/domain/decimal.ts';
import { floorAmount, notionalOf, roundPrice } from '#src/domain/market.ts';
import { isInDoubt, type Order, type OrderIntent, type Purpose } from '#src/domain/order.ts';
import { cancel } from './cancel.ts';
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
  if (state.venue.mode === 'live' && (mustWait(trade, old?.order) || isDust(trade, amount))) return;
  const stopPrice = roundPrice(trade.market, fromNumber(trade.stop, placesOf(trade.market.tick) + 2));
  if (old?.order.stopPrice && toText(old.order.stopPrice) === toText(stopPrice) && toText(old.order.amount) === toText(amount)) return;
  const intent: OrderIntent = { ...exitIntent(trade, trade.stopPurpose), type: 'stop', amount, stopPrice };
  const prepared = state.ledger.transact((tx) => prepare(state, tx, intent, trade.condition, cause));
  if ('denied' in prepared) return; // the stop is watched by the sniper instead
  trade.stopOrderId = prepared.order.id;
  send(state, prepared);
}

/** An answer is still to come, and then it is looked at again. Two stops that are both in doubt would be two sales. */
const mustWait = (trade: OpenTrade, old: Order | undefined): boolean =>
  trade.wish !== undefined || trade.exiting !== undefined || (old !== undefined && (old.status === 'submitting' || isInDoubt(old.status)));

/** Worth less at the stop than the venue takes: no stop can be placed, and whoever watches for naked positions says so. */
export const isDust = ({ market, stop }: OpenTrade, amount: Decimal): boolean =>
  isLess(notionalOf(market, amount, roundPrice(market, fromNumber(stop, placesOf(market.tick) + 2))), market.minNotional);

/** Stops of a trade that are not over. */
export const stopsOf = ({ ledger }: Pick<SniperState, 'ledger'>, tradeId: string): Order[] =>
  [...ledger.memory.orders.values()].flatMap(({ order }) => (order.type === 'stop' && order.tradeId === tradeId ? [order] : []));

/** The venue's words for coins that another order holds already. */
const HELD = /insufficient|not enough|balance|funds/i;

/**
 * The venue refused a new stop while an older one rests. It goes on protecting; where it holds the coins that the new one needs (spot), it has to make
 * room first, and the new one is placed when it is gone.
 */
export function keepOlderStop(state: SniperState, trade: OpenTrade, refused: Order, reason: string): void {
  const older = stopsOf(state, trade.tradeId).findLast(({ id, status }) => id !== refused.id && status === 'open');
  if (state.venue.mode !== 'live' || older === undefined) return;
  trade.stopOrderId = older.id;
  if (trade.market.kind === 'spot' && HELD.test(reason)) {
    trade.stopRefusals = NOT_REFUSED;
    cancel(state, older, 'it holds the coins that the new stop needs');
  }
}

/**
 * The venue has taken an order. When it is a stop, the older stops of its trade have done their duty and are canceled: not before, so that a new one
 * that the venue refuses leaves the position as protected as it was.
 */
export function dropReplacedStops(state: SniperState, orderId: string): void {
  const { ledger, trades } = state;
  const accepted = ledger.memory.orders.get(orderId)?.order;
  if (accepted?.type !== 'stop') return;
  const trade = trades.get(accepted.tradeId);
  if (state.venue.mode === 'live' && isSuperfluous(state, trade, orderId)) {
    cancel(state, accepted, 'another stop has taken its place');
    return;
  }
  if (trade !== undefined) {
    trade.stopRefusals = NOT_REFUSED;
    trade.stopOrderId = orderId;
  }
  for (const order of stopsOf(state, accepted.tradeId)) if (order.id !== orderId) cancel(state, order, 'another stop has taken its place');
  // More may have been filled while its answer was under way.
  if (trade !== undefined && state.venue.mode === 'live') protect(state, trade, state.causes.get(orderId));
}

/** A stop that the venue took late, when its trade is over or a newer one rests already. One that is still in doubt is no reason to give it up. */
function isSuperfluous({ ledger }: SniperState, trade: OpenTrade | undefined, orderId: string): boolean {
  if (trade === undefined) return true;
  if (trade.stopOrderId === undefined || trade.stopOrderId === orderId) return false;
  return ledger.memory.orders.get(trade.stopOrderId)?.order.status === 'open';
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
