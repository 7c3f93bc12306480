import { fromNumber, isLess, multiply, smaller, subtract, ZERO } from '#src/domain/decimal.ts';
import { faultOfAmount, floorAmount, roundPrice } from '#src/domain/market.ts';
import type { Purpose } from '#src/domain/order.ts';
import type { Position } from '#src/domain/position.ts';
import type { OpenTrade } from './openTrade.ts';
import { exitIntent } from './protect.ts';
import type { SniperState } from './state.ts';
import { prepare, send } from './submit.ts';

/** Sends a market order that takes a position, or a share of it, off. Returns false when there is nothing that could be sent. */
export function leave(state: SniperState, trade: OpenTrade, purpose: Purpose, sharePct: number, cause: number | undefined): boolean {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  if (position === undefined) return false;
  const amount = sharePct >= 100 ? floorAmount(trade.market, position.amount) : shareOf(trade, position, sharePct);
  const price = roundPrice(trade.market, fromNumber(state.quotes.get(trade.market.symbol)?.last ?? trade.entry, 12));
  // A venue lets a position be closed however little it is worth, but not an amount below its smallest.
  if (faultOfAmount({ ...trade.market, minNotional: ZERO }, amount, price) !== undefined) return false;
  cancelEntry(state, trade);
  const intent = { ...exitIntent(trade, purpose), type: 'market' as const, amount };
  const prepared = state.ledger.transact((tx) => prepare(state, tx, intent, trade.condition, cause));
  if ('denied' in prepared) return false;
  trade.exiting = prepared.order.id;
  send(state, prepared);
  return true;
}

/** A share of what was entered, down to the step; everything when less than a tradable amount would be left of it. */
function shareOf({ market }: OpenTrade, position: Position, sharePct: number) {
  const whole = floorAmount(market, position.amount);
  const share = smaller(floorAmount(market, multiply(position.enteredAmount, fromNumber(sharePct / 100, 6))), whole);
  return isLess(subtract(whole, share), market.minAmount) ? whole : share;
}

/** What is left of an entry order must not add to a position that is being left. */
export function cancelEntry(state: SniperState, trade: OpenTrade): void {
  for (const { order } of [...state.ledger.memory.orders.values()]) {
    if (order.tradeId === trade.tradeId && order.purpose === 'entry') state.venue.cancel(order.clientOrderId, order.market);
  }
}
