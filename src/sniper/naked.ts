import { isLess, isPositive, subtract, sum, toText, ZERO } from '#src/domain/decimal.ts';
import { floorAmount } from '#src/domain/market.ts';
import { isInDoubt, type Order } from '#src/domain/order.ts';
import { isDust, stopsOf } from './protect.ts';
import type { SniperState } from './state.ts';

const ALL_SEEN: ReadonlySet<string> = new Set();

/**
 * Why no stop of a position rests at the venue, in words; undefined where one does, or where the venue has none to give and the card said so. `unseen` are
 * orders that the venue does not show any more, and of which nobody could read yet what became of them.
 */
export function nakedReason(state: SniperState, tradeId: string, unseen = ALL_SEEN): string | undefined {
  const trade = state.trades.get(tradeId);
  const position = state.ledger.memory.positions.get(tradeId);
  if (trade === undefined || position === undefined || !state.venue.profile.nativeStops) return undefined;
  const stops = stopsOf(state, tradeId);
  const resting = stops.filter(({ status }) => status === 'open');
  const amount = floorAmount(trade.market, position.amount);
  // One that was asked to go may be gone already: it is no protection until the venue has said that it is still there.
  const kept = resting.filter(({ id }) => !state.canceling.has(id));
  const seen = kept.filter(({ id }) => !unseen.has(id));
  // One that was set off waits for no price any more: what is left of it is an exit under way.
  const isSetOff = ({ id }: Order): boolean => isPositive(state.ledger.memory.orders.get(id)?.filled ?? ZERO);
  const staying = seen.filter((stop) => !isSetOff(stop));
  const covered = sum(staying.map((stop) => stop.amount));
  const open = subtract(amount, covered);
  if (staying.length > 0 && (isLess(open, trade.market.minAmount) || isDust(trade, open))) return undefined;
  if (isDust(trade, amount)) return 'dust: it is worth less than the venue takes for a stop';
  const [doubtful] = stops.filter(({ status }) => isInDoubt(status));
  if (doubtful !== undefined) return `nobody knows yet whether the venue has its stop ${doubtful.id}`;
  if (staying.length > 0) return `its stop covers ${toText(covered)} of ${toText(amount)}`;
  const setOff = seen.find(isSetOff);
  if (setOff !== undefined) return `its stop ${setOff.id} was set off and is not filled whole`;
  const [lost] = kept;
  if (lost !== undefined) return `the venue does not show its stop ${lost.id} any more, and has not told what became of it`;
  const [leaving] = resting;
  if (leaving !== undefined) return `its stop ${leaving.id} was asked to go, and the venue has not said whether it has`;
  if (trade.wish !== undefined || trade.exiting !== undefined) return 'its stop made room for an exit that is not filled yet';
  return trade.stopRefusals.count > 0 ? `the venue refused its stop ${trade.stopRefusals.count} times` : 'its stop is under way';
}
