import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** The message of a channel that is edited instead of repeated. */
interface LiveCardRow {
  readonly channel: string;
  readonly kind: string;
  readonly message_ref: string;
}

/** The subject is the channel. */
export function projectLiveCard(core: Core, { seq, subject, data: { kind, message_ref } }: LedgerEvent<'card.pinned'>): void {
  core.run('insert or replace into live_card (channel, kind, message_ref, seq) values (?, ?, ?, ?)', subject, kind, message_ref, seq);
  core.memory.liveCards.set(`${subject}|${kind}`, message_ref);
}

export const loadLiveCards = (core: Core): LiveCardRow[] =>
  core.all<LiveCardRow>('select channel, kind, message_ref from live_card order by channel, kind');
