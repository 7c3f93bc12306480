import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** A chat of a platform in which Heron speaks. */
export interface ChatRow {
  /** Name of its channel: `telegram:-100123`. */
  readonly id: string;
  readonly platform: string;
  readonly chat_id: string;
  readonly kind: 'private' | 'group';
  readonly title: string;
  /** Whose private chat it is; null for a group. */
  readonly person_id: string | null;
  /** Quiet hours, `22:00`, in a zone; null without. */
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly quiet_zone: string | null;
}

const COLUMNS = 'id, platform, chat_id, kind, title, person_id, quiet_from, quiet_to, quiet_zone';

export function projectChat(core: Core, { seq, data }: LedgerEvent<'chat.opened'>): void {
  const { id, platform, chat_id, kind, title, person_id } = data;
  core.run(
    `insert or replace into chat (${COLUMNS}, status, seq) values (?, ?, ?, ?, ?, ?, null, null, null, 'open', ?)`,
    id,
    platform,
    chat_id,
    kind,
    title,
    person_id,
    seq,
  );
  core.memory.chats.set(id, { ...data, quiet_from: null, quiet_to: null, quiet_zone: null });
}

export function projectChatEnd(core: Core, { subject }: LedgerEvent<'chat.left'>): void {
  core.run("update chat set status = 'left' where id = ?", subject);
  core.memory.chats.delete(subject);
}

export function projectQuiet(core: Core, { subject, data: { from, to, zone } }: LedgerEvent<'quiet.set'>): void {
  core.run('update chat set quiet_from = ?, quiet_to = ?, quiet_zone = ? where id = ?', from, to, zone, subject);
  const chat = core.memory.chats.get(subject);
  if (chat) core.memory.chats.set(subject, { ...chat, quiet_from: from, quiet_to: to, quiet_zone: zone });
}

/** Those in which Heron speaks now. */
export const loadChats = (core: Core): ChatRow[] => core.all<ChatRow>(`select ${COLUMNS} from chat where status = 'open' order by id`);
