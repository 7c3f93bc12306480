import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** What a chat wants to hear of one kind of message. */
export interface NoticeRow {
  readonly chat_id: string;
  readonly kind: string;
  readonly mode: 'on' | 'silent' | 'off';
}

/** The subject is the chat. */
export function projectNotice(core: Core, { seq, subject, data: { kind, mode } }: LedgerEvent<'notice.set'>): void {
  core.run('insert or replace into notice (chat_id, kind, mode, seq) values (?, ?, ?, ?)', subject, kind, mode, seq);
  core.memory.notices.set(`${subject}|${kind}`, { chat_id: subject, kind, mode });
}

export const loadNotices = (core: Core): NoticeRow[] =>
  core.all<NoticeRow>('select chat_id, kind, mode from notice order by chat_id, kind');
