import type { Condition } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { likelyNotional } from '#src/domain/likelyNotional.ts';
import type { Denial } from '#src/guards/guard.ts';
import { faultOfPersonDay } from '#src/guards/personDay.ts';
import { equityOf } from '#src/ledger/equity.ts';
import type { SniperState } from './state.ts';

/** Why somebody may not approve this as well, `factor` of its size; undefined when they may. */
export function faultOfDay(state: SniperState, condition: Condition, actor: string, factor = 1): Denial | undefined {
  const { clock, dayBook, ledger, quotes, venue, settings } = state;
  const notional = likelyNotional(condition, roundTripCostPct(venue.profile)) * factor;
  // As the policy reckons it: what has no price yet is not counted, which makes the limit stricter.
  const equity = toNumber(equityOf(ledger.memory, quotes, condition.accountId).equity);
  return faultOfPersonDay({ approvedByPerson: dayBook.approvedBy(actor, clock.now()), notional, equity }, settings.guards);
}
