import { type Decimal, fromNumber, isLess, isZero, multiply, smaller, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import { faultOfAmount, floorAmount, notionalOf, roundPrice } from '#src/domain/market.ts';
import type { Purpose } from '#src/domain/order.ts';
import type { Position } from '#src/domain/position.ts';
import type { OpenTrade } from './openTrade.ts';
import { exitIntent } from './protect.ts';
import type { SniperState } from './state.ts';
import { prepare, send } from './submit.ts';

/** Sends a market order that takes a position off. Returns false when there is nothing that could be sent. */
export function leave(state: SniperState, trade: OpenTrade, purpose: Purpose, cause: number | undefined): boolean {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  return position !== undefined && sendExit(state, trade, purpose, floorAmount(trade.market, position.amount), cause);
}

/**
 * Takes one rung of the ladder. A share that the venue would not take is left to the next rung: this one counts as reached, so that a small position
 * goes on to break-even and to its other targets.
 */
export function take(state: SniperState, trade: OpenTrade, target: number, sharePct: number, cause: number | undefined): boolean {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  if (position === undefined) return false;
  const price = priceNow(state, trade);
  const amount = shareOf(trade, position, sharePct, price);
  if (!isZero(amount)) {
    trade.taking = target;
    return sendExit(state, trade, 'target', amount, cause);
  }
  trade.targetsReached = target;
  const data = { target, price: toText(price) };
  state.ledger.transact((tx) => tx.append({ kind: 'target.reached', subject: trade.tradeId, actor: 'sniper', cause, data }));
  return true;
}

function sendExit(state: SniperState, trade: OpenTrade, purpose: Purpose, amount: Decimal, cause: number | undefined): boolean {
  // Some venues let a position be closed however little it is worth, so they are asked; none takes an amount below its smallest.
  if (faultOfAmount({ ...trade.market, minNotional: ZERO }, amount, priceNow(state, trade)) !== undefined) return false;
  cancelEntry(state, trade);
  const intent = { ...exitIntent(trade, purpose), type: 'market' as const, amount };
  const prepared = state.ledger.transact((tx) => prepare(state, tx, intent, trade.condition, cause));
  if ('denied' in prepared) return false;
  trade.exiting = prepared.order.id;
  send(state, prepared);
  return true;
}

const priceNow = (state: SniperState, { market, entry }: OpenTrade): Decimal =>
  roundPrice(market, fromNumber(state.quotes.get(market.symbol)?.last ?? entry, 12));

/** A share of what was entered, down to the step; all of it when what is left of it could not be sold; zero when the share itself could not. */
function shareOf({ market }: OpenTrade, position: Position, sharePct: number, price: Decimal): Decimal {
  const isTooLittle = (amount: Decimal): boolean =>
    isLess(amount, market.minAmount) || isLess(notionalOf(market, amount, price), market.minNotional);
  const whole = floorAmount(market, position.amount);
  if (sharePct >= 100) return whole;
  const share = smaller(floorAmount(market, multiply(position.enteredAmount, fromNumber(sharePct / 100, 6))), whole);
  if (isTooLittle(share)) return ZERO;
  return isTooLittle(subtract(whole, share)) ? whole : share;
}

/** What is left of an entry order must not add to a position that is being left. */
function cancelEntry(state: SniperState, trade: OpenTrade): void {
  for (const { order } of [...state.ledger.memory.orders.values()]) {
    if (order.tradeId === trade.tradeId && order.purpose === 'entry') state.venue.cancel(order.clientOrderId, order.market);
  }
}
