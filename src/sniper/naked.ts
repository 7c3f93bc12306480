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
  if (stops.some(({ status }) => status === 'open')) return undefined;
  const amount = floorAmount(trade.market, position.amount);
  if (isDust(trade, amount)) return 'dust: it is worth less than the venue takes for a stop';
  const [doubtful] = stops.filter(({ status }) => isInDoubt(status));
  if (doubtful !== undefined) return `nobody knows yet whether the venue has its stop ${doubtful.id}`;
  if (trade.wish !== undefined || trade.exiting !== undefined) return 'its stop made room for an exit that is not filled yet';
  return trade.stopRefusals.count > 0 ? `the venue refused its stop ${trade.stopRefusals.count} times` : 'its stop is under way';
}
