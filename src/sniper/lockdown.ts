import { lastButton } from '#src/ledger/buttons.ts';
import type { Acted } from './hand.ts';
import type { SniperState } from './state.ts';

/** What a lockdown came to, beside the halt that goes with it. */
export interface LockedDown {
  /** It was locked down before. */
  readonly already: boolean;
  readonly since: string;
  /** Who said it first. */
  readonly actor: string;
  /** Approvals that were taken back, because nobody knows who gave them. */
  readonly disarmed: number;
  /** Real money was unlocked until now. */
  readonly lockedLive: boolean;
}

/**
 * From the commit of this row on nothing that raises risk is taken from a chat, until `endLockdown` (SEC-39). The halt, the lock of real money and the end of
 * what was approved and has not begun are written with it, so that none of them can be missing. Twice is the same as once.
 */
export function lockDown(state: SniperState, reason: string, actor: string): LockedDown {
  const { ledger, causes, watches } = state;
  const before = ledger.memory.lockdown;
  if (before !== undefined) return { already: true, since: before.at, actor: before.actor, disarmed: 0, lockedLive: false };
  const armed = [...ledger.memory.conditions.values()].filter(({ status }) => status === 'armed');
  const lockedLive = ledger.memory.live !== undefined;
  ledger.transact((tx) => {
    const cause = tx.append({ kind: 'lockdown.set', subject: 'lockdown', actor, data: { reason, last_button: lastButton(tx) } });
    const because = { reason: `Heron is locked down: ${reason}` };
    if (tx.memory.halt === undefined) tx.append({ kind: 'halt.set', subject: 'halt', actor, cause, data: because });
    if (lockedLive) tx.append({ kind: 'live.locked', subject: 'live', actor, cause, data: because });
    for (const { id } of armed) causes.set(id, tx.append({ kind: 'condition.disarmed', subject: id, actor, cause, data: because }));
  });
  for (const { id, market } of armed) watches.get(market)?.disarm(id);
  return { already: false, since: ledger.memory.lockdown?.at ?? '', actor, disarmed: armed.length, lockedLive };
}

/** Ends it; the halt and the lock of real money stay, and what was approved or shown before it stays worth nothing. */
export function endLockdown({ ledger }: SniperState, reason: string, actor: string): Acted {
  const { lockdown } = ledger.memory;
  if (lockdown === undefined) return { ok: false, text: 'Heron is not locked down.' };
  ledger.transact((tx) => tx.append({ kind: 'lockdown.ended', subject: 'lockdown', actor, cause: lockdown.seq, data: { reason } }));
  return { ok: true, text: 'The lockdown is ended.' };
}
