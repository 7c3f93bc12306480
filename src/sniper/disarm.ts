import type { Condition } from '#src/domain/condition.ts';
import type { Acted } from './hand.ts';
import type { SniperState } from './state.ts';

/** Takes back what was armed; nothing is bought or sold because of it any more. */
export function disarm({ ledger, causes, watches }: SniperState, { id, market }: Condition, actor: string, reason: string): void {
  ledger.transact((tx) => tx.append({ kind: 'condition.disarmed', subject: id, actor, cause: causes.get(id), data: { reason } }));
  watches.get(market)?.disarm(id);
}

/** The same, asked for by somebody. */
export function disarmByHand(state: SniperState, id: string, actor: string): Acted {
  const condition = state.ledger.memory.conditions.get(id);
  if (condition?.status !== 'armed') return { ok: false, text: `${id} is not armed.` };
  disarm(state, condition, actor, 'taken back');
  return { ok: true, text: `${id} is disarmed; nothing will be bought or sold because of it.` };
}
