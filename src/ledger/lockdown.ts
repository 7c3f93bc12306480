import type { Core, Reader } from './core.ts';
import { type AnyEvent, type EventRow, eventOf, type LedgerEvent } from './event.ts';
import { lastEvent } from './events.ts';

/** A lockdown: nothing that raises risk is taken from a chat until an owner at the machine ends it. Durable, because it must survive a restart. */
export interface Lockdown {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
}

const lockdownOf = ({ seq, at, actor, data }: LedgerEvent<'lockdown.set'>): Lockdown => ({ seq, at, actor, reason: data.reason });

export function projectLockdown(core: Core, event: LedgerEvent<'lockdown.set'>): void {
  core.memory.lockdown = lockdownOf(event);
}

export function projectLockdownEnd(core: Core): void {
  core.memory.lockdown = undefined;
}

/** The lockdown in force, or undefined. */
export function loadLockdown(core: Core): Lockdown | undefined {
  const row = core.get<EventRow>("select * from event where subject = 'lockdown' and kind like 'lockdown.%' order by seq desc limit 1");
  const event: AnyEvent | undefined = row && eventOf(row);
  return event?.kind === 'lockdown.set' ? lockdownOf(event) : undefined;
}

/** Number of the event of the newest lockdown, also of one that was ended; 0 without. What a person said before it is worth nothing after it. */
export const lastLockdown = (ledger: Reader): number => lastEvent(ledger, 'lockdown.set', 'lockdown')?.seq ?? 0;

/** Whether a button was made before the newest lockdown, also of one that was ended. */
export const isBeforeLockdown = (ledger: Reader, buttonId: number): boolean =>
  buttonId <= (lastEvent(ledger, 'lockdown.set', 'lockdown')?.data.last_button ?? 0);
