import type { Core } from './core.ts';
import { type AnyEvent, type EventRow, eventOf, type LedgerEvent } from './event.ts';

/** That live entries are allowed: from a `/live` until a `/paper`, for exactly the account, limits and venue that it was given for. */
export interface LiveUnlock {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  /** Hash of what it holds for; with anything else it does not hold. */
  readonly bound: string;
}

const unlockOf = ({ seq, at, actor, data }: LedgerEvent<'live.unlocked'>): LiveUnlock => ({ seq, at, actor, bound: data.bound });

export function projectUnlock(core: Core, event: LedgerEvent<'live.unlocked'>): void {
  core.memory.live = unlockOf(event);
}

export function projectLock(core: Core): void {
  core.memory.live = undefined;
}

/** The newest word that was spoken about it. */
export function loadUnlock(core: Core): LiveUnlock | undefined {
  const row = core.get<EventRow>("select * from event where kind in ('live.unlocked', 'live.locked') order by seq desc limit 1");
  const event: AnyEvent | undefined = row && eventOf(row);
  return event?.kind === 'live.unlocked' ? unlockOf(event) : undefined;
}
