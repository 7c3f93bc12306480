import type { Chat, Message, Update, User, UserFromGetMe } from 'grammy/types';
import type { Heard } from '#src/chat/platform.ts';
import { channelName, refName } from './ref.ts';

/** All that is asked for, and all that is looked at: an edited message or a post in a channel is no command of anybody. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

/** What to do about an update. `place` is where an answer belongs. */
export type Received =
  | { readonly kind: 'said'; readonly heard: Heard; readonly place: HeardAt }
  | { readonly kind: 'tapped'; readonly heard: Heard | undefined; readonly queryId: string; readonly place: HeardAt }
  | { readonly kind: 'joined'; readonly group: Group; readonly chatId: number }
  | { readonly kind: 'left'; readonly channel: string; readonly reason: string }
  | { readonly kind: 'moved'; readonly channel: string; readonly to: string }
  | { readonly kind: 'nothing' };

type Group = Pick<Heard, 'platform' | 'channel' | 'chatTitle' | 'userId' | 'userName'>;

export interface HeardAt {
  readonly chatId: number;
  readonly threadId?: number;
  /** In groups: the message that is answered. */
  readonly replyTo?: number;
  readonly userId: number | undefined;
}

const NOTHING: Received = { kind: 'nothing' };
const GONE = ['left', 'kicked'];

/** Reads an update; decides nothing but whether it was meant for Heron. */
export function receive(update: Update, me: UserFromGetMe): Received {
  if (update.message) return receiveMessage(update.update_id, update.message, me);
  if (update.callback_query) return receiveTap(update.update_id, update.callback_query);
  if (update.my_chat_member) return receiveMembership(update.my_chat_member);
  return NOTHING;
}

function receiveMessage(updateId: number, message: Message, me: UserFromGetMe): Received {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  if (to !== undefined) return { kind: 'moved', channel: channelName(chat.id), to: channelName(to) };
  if (from !== undefined) return { kind: 'moved', channel: channelName(from), to: channelName(chat.id) };
  const text = message.text === undefined ? undefined : spokenText(message.text, me.username);
  // What somebody else wrote is not a word of the one who passes it on.
  if (text === undefined || message.forward_origin !== undefined || message.via_bot !== undefined) return NOTHING;
  const isGroup = chat.type !== 'private';
  const isAnswer = message.reply_to_message?.from?.id === me.id;
  if (isGroup && !text.startsWith('/') && !isAnswer) return NOTHING;
  const who = speaker(message);
  const place = {
    chatId: chat.id,
    userId: who?.id,
    ...(message.is_topic_message === true && message.message_thread_id !== undefined && { threadId: message.message_thread_id }),
    ...(isGroup && { replyTo: message.message_id }),
  };
  return { kind: 'said', place, heard: { ...heardFrom(updateId, chat, who), said: { text } } };
}

/** A command without the name of this bot; undefined for a command to another bot. */
function spokenText(text: string, username: string): string | undefined {
  const [command, name, bot] = /^(\/\w+)@(\w+)/.exec(text) ?? [];
  if (command === undefined || name === undefined || bot === undefined) return text;
  return bot.toLowerCase() === username.toLowerCase() ? name + text.slice(command.length) : undefined;
}

/** Nobody, for posts in the name of a group or a channel and for other bots. */
const speaker = ({ from, sender_chat, sender_business_bot }: Message): User | undefined =>
  from === undefined || from.is_bot || sender_chat !== undefined || sender_business_bot !== undefined ? undefined : from;

function receiveTap(updateId: number, query: NonNullable<Update['callback_query']>): Received {
  const { id: queryId, from, message, data } = query;
  if (message === undefined || data === undefined)
    return { kind: 'tapped', heard: undefined, queryId, place: { chatId: from.id, userId: from.id } };
  const { chat, message_id: messageId } = message;
  const isPhoto = 'photo' in message && message.photo !== undefined;
  const threadId = 'is_topic_message' in message && message.is_topic_message === true ? message.message_thread_id : undefined;
  const said = { token: data, messageRef: refName({ kind: isPhoto ? 'photo' : 'text', messageId }) };
  const heard = { ...heardFrom(updateId, chat, from.is_bot ? undefined : from), said };
  return { kind: 'tapped', heard, queryId, place: { chatId: chat.id, userId: from.id, ...(threadId !== undefined && { threadId }) } };
}

function receiveMembership({ chat, from, new_chat_member: now, old_chat_member: before }: NonNullable<Update['my_chat_member']>): Received {
  if (chat.type === 'private') return NOTHING;
  const channel = channelName(chat.id);
  if (GONE.includes(now.status))
    return { kind: 'left', channel, reason: now.status === 'kicked' ? 'the bot was put out of the group' : 'the bot left the group' };
  if (!GONE.includes(before.status)) return NOTHING;
  const { userId, userName } = nameOf(from.is_bot || chat.type === 'channel' ? undefined : from);
  return { kind: 'joined', chatId: chat.id, group: { platform: 'telegram', channel, chatTitle: titleOf(chat), userId, userName } };
}

const heardFrom = (updateId: number, chat: Chat, who: User | undefined): Omit<Heard, 'said'> => ({
  platform: 'telegram',
  updateId: String(updateId),
  channel: channelName(chat.id),
  chatKind: chat.type === 'private' ? 'private' : 'group',
  chatTitle: titleOf(chat),
  ...nameOf(who),
});

const titleOf = (chat: Chat): string =>
  'title' in chat && chat.title !== undefined ? chat.title : nameOf(chat as Chat.PrivateChat).userName;

const nameOf = (who: Pick<User, 'id' | 'first_name' | 'last_name'> | undefined): Pick<Heard, 'userId' | 'userName'> =>
  who === undefined
    ? { userId: undefined, userName: '' }
    : { userId: String(who.id), userName: [who.first_name, who.last_name].filter((part) => part !== undefined && part !== '').join(' ') };
