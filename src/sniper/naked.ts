import { isLess, subtract, sum, toText, ZERO } from '#src/domain/decimal.ts';
import { floorAmount } from '#src/domain/market.ts';
import { isInDoubt } from '#src/domain/order.ts';
import { isDust, stopsOf } from './protect.ts';
import type { SniperState } from './state.ts';

/** Why no stop of a position rests at the venue, in words; undefined where one does, or where the venue has none to give and the card said so. */
export function nakedReason(state: SniperState, tradeId: string): string | undefined {
  const trade = state.trades.get(tradeId);
  const position = state.ledger.memory.positions.get(tradeId);
  if (trade === undefined || position === undefined || !state.venue.profile.nativeStops) return undefined;
  const stops = stopsOf(state, tradeId);
  const resting = stops.filter(({ status }) => status === 'open');
  const amount = floorAmount(trade.market, position.amount);
  // One that was asked to go may be gone already: it is no protection until the venue has said that it is still there.
  const staying = resting.filter(({ id }) => !state.canceling.has(id));
  const covered = sum(staying.map((stop) => subtract(stop.amount, state.ledger.memory.orders.get(stop.id)?.filled ?? ZERO)));
  const open = subtract(amount, covered);
  if (staying.length > 0 && (isLess(open, trade.market.minAmount) || isDust(trade, open))) return undefined;
  if (isDust(trade, amount)) return 'dust: it is worth less than the venue takes for a stop';
  const [doubtful] = stops.filter(({ status }) => isInDoubt(status));
  if (doubtful !== undefined) return `nobody knows yet whether the venue has its stop ${doubtful.id}`;
  if (staying.length > 0) return `its stop covers ${toText(covered)} of ${toText(amount)}`;
  const [leaving] = resting;
  if (leaving !== undefined) return `its stop ${leaving.id} was asked to go, and the venue has not said whether it has`;
  if (trade.wish !== undefined || trade.exiting !== undefined) return 'its stop made room for an exit that is not filled yet';
  return trade.stopRefusals.count > 0 ? `the venue refused its stop ${trade.stopRefusals.count} times` : 'its stop is under way';
}
