import { approvalOf } from '#src/ledger/approvals.ts';
import type { Reader } from '#src/ledger/core.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import type { ShadowWhy } from '#src/ledger/shadows.ts';

/** Why a condition that is not traded is followed: for itself, and as the control of an adaptation. */
export interface PassedUp {
  readonly whys: readonly ShadowWhy[];
  /** The adaptation that kept it from trading. */
  readonly adaptationId: string | null;
}

/**
 * What an event passes up: a proposal that was rejected or that nobody answered, or a condition that a bench or an adaptation denied. What another
 * guard denies says something about the moment and nothing about the idea; what was approved and not triggered was not passed up.
 */
export function passedUpBy(event: AnyEvent, ledger: Reader): PassedUp | undefined {
  if (event.kind === 'condition.rejected') return { whys: ['rejected'], adaptationId: null };
  if (event.kind === 'condition.expired')
    return approvalOf(ledger, event.subject) === undefined ? { whys: ['expired'], adaptationId: null } : undefined;
  if (event.kind !== 'condition.denied') return undefined;
  const { guard, figure } = event.data;
  if (guard === 'bench') return { whys: ['benched'], adaptationId: null };
  return guard === 'adaptation' ? { whys: ['benched', 'control'], adaptationId: figure } : undefined;
}
