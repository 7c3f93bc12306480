import { type Decimal, fromNumber, isLess, isZero, larger, multiply, smaller, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import { faultOfAmount, floorAmount, notionalOf, roundPrice } from '#src/domain/market.ts';
import type { Purpose } from '#src/domain/order.ts';
import type { Position } from '#src/domain/position.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { filledAfter } from '#src/ledger/fills.ts';
import { cancel } from './cancel.ts';
import type { OpenTrade, Wish } from './openTrade.ts';
import { exitIntent, protect, stopsOf } from './protect.ts';
import type { SniperState } from './state.ts';
import { prepare, send } from './submit.ts';

/** Sends a market order that takes a position off. Returns false when there is nothing that could be sent. */
export function leave(state: SniperState, trade: OpenTrade, purpose: Purpose, cause: number | undefined): boolean {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  if (position === undefined) return false;
  if (waitsForCoins(state, trade, { act: 'leave', purpose })) return true;
  return sendExit(state, trade, purpose, floorAmount(trade.market, position.amount), cause);
}

/**
 * The venue says that the price is beyond the stop: it has been reached, and what is open goes at the market, whatever price was heard here last. Where
 * that is refused too, the next attempt follows the next stop, and those come ever more patiently. Returns whether an exit is on its way.
 */
export const leaveReached = (state: SniperState, trade: OpenTrade, cause: number | undefined): boolean =>
  trade.exiting === undefined && leave(state, trade, trade.stopPurpose, cause);

/**
 * At a real venue a stop that rests on spot holds the coins that are to be sold: it is canceled first, and what was wanted is done when it is gone
 * (`fulfil`). A stop that is hit meanwhile has done the same. Returns whether there is something to wait for.
 */
function waitsForCoins(state: SniperState, trade: OpenTrade, wish: Wish): boolean {
  if (state.venue.mode !== 'live' || trade.market.kind !== 'spot') return false;
  const stops = stopsOf(state, trade.tradeId);
  if (stops.length === 0) return false;
  trade.wish = wish;
  for (const stop of stops) cancel(state, stop, 'the coins that it holds are to be sold');
  return true;
}

/** The coins may be free now: does what waited for them. Returns whether something had waited. */
export function fulfil(state: SniperState, trade: OpenTrade): boolean {
  const { wish } = trade;
  if (wish === undefined) return false;
  if (stopsOf(state, trade.tradeId).length > 0) return true;
  trade.wish = undefined;
  const cause = state.causes.get(trade.condition.id);
  const sent = wish.act === 'leave' ? leave(state, trade, wish.purpose, cause) : take(state, trade, wish.target, wish.sharePct, cause);
  if (!sent || trade.exiting === undefined) protect(state, trade, cause);
  return true;
}

/**
 * Takes one rung of the ladder. A share that the venue would not take is left to the next rung: this one counts as reached, so that a small position
 * goes on to break-even and to its other targets.
 */
export function take(state: SniperState, trade: OpenTrade, target: number, sharePct: number, cause: number | undefined): boolean {
  const position = state.ledger.memory.positions.get(trade.tradeId);
  // One that may be at the venue, or is there and was not read yet, is the same share: two of them would take it twice.
  if (position === undefined || isShareUnderWay(state, trade)) return false;
  const price = priceNow(state, trade);
  const amount = shareOf(trade, position, sharePct, price, takenAlready(state, trade));
  if (!isZero(amount)) {
    if (waitsForCoins(state, trade, { act: 'take', target, sharePct })) return true;
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

const isShareUnderWay = ({ ledger }: SniperState, { tradeId }: OpenTrade): boolean =>
  [...ledger.memory.orders.values()].some(({ order }) => order.tradeId === tradeId && order.purpose === 'target');

/** What orders for the next rung took before the venue ended them. */
const takenAlready = ({ ledger }: SniperState, { tradeId }: OpenTrade): Decimal =>
  filledAfter(ledger, tradeId, 'target', lastEvent(ledger, 'target.reached', tradeId)?.seq ?? 0);

/**
 * A share of what was entered, less what was taken of it already, down to the step; all of it when what is left of it could not be sold; zero when the
 * share itself could not.
 */
function shareOf({ market }: OpenTrade, position: Position, sharePct: number, price: Decimal, taken: Decimal): Decimal {
  const isTooLittle = (amount: Decimal): boolean =>
    isLess(amount, market.minAmount) || isLess(notionalOf(market, amount, price), market.minNotional);
  const whole = floorAmount(market, position.amount);
  if (sharePct >= 100) return whole;
  const rung = floorAmount(market, multiply(position.enteredAmount, fromNumber(sharePct / 100, 6)));
  const share = smaller(larger(subtract(rung, taken), ZERO), whole);
  if (isTooLittle(share)) return ZERO;
  return isTooLittle(subtract(whole, share)) ? whole : share;
}

/** What is left of an entry order must not add to a position that is being left. */
function cancelEntry(state: SniperState, trade: OpenTrade): void {
  for (const { order } of [...state.ledger.memory.orders.values()]) {
    if (order.tradeId === trade.tradeId && order.purpose === 'entry') cancel(state, order, 'its position is being left');
  }
}
