import { personOf } from '#src/domain/actor.ts';
import type { Condition } from '#src/domain/condition.ts';
import { decimal, fromNumber, isMore, multiply, toNumber } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { eventsAbout } from '#src/ledger/events.ts';
import { lastLockdown } from '#src/ledger/lockdown.ts';
import type { SniperState } from './state.ts';

const HUNDRED = decimal('100');

/** Somebody who approved, as the first of two. */
export interface Pledge {
  readonly actor: string;
  readonly at: string;
}

/** Percent of equity at risk when two persons have to approve it, the figure that the card shows; undefined when one is enough. */
export function needsTwo({ ledger, quotes, settings }: SniperState, { riskAmount, accountId }: Condition): number | undefined {
  const { equity } = equityOf(ledger.memory, quotes, accountId);
  const isAbove = isMore(multiply(riskAmount, HUNDRED), multiply(equity, fromNumber(settings.chat.twoPersonAbovePct, 8)));
  return isAbove ? (toNumber(riskAmount) / toNumber(equity)) * 100 : undefined;
}

/** Approvals of exactly these parameters that count: of those who may still approve today. Newest last. */
export function pledgesFor({ ledger }: SniperState, { id, paramsHash }: Condition): Pledge[] {
  const since = lastLockdown(ledger);
  return eventsAbout(ledger, id).flatMap(({ seq, kind, actor, at, data }) =>
    kind === 'approval.pledged' && seq > since && data.params_hash === paramsHash && mayStill(actor, ledger) ? [{ actor, at }] : [],
  );
}

export const areOne = (a: string, b: string): boolean => personOf(a) === personOf(b);

function mayStill(actor: string, ledger: SniperState['ledger']): boolean {
  const [, platform, number] = actor.split(':');
  if (number === undefined) return true;
  const role = ledger.memory.people.get(`${platform}:${number}`)?.role;
  return role === 'trader' || role === 'owner';
}
