import fc from 'fast-check';
import type { Update, UserFromGetMe } from 'grammy/types';
import type { Heard } from '#src/chat/platform.ts';
import { createAnswering } from '#src/chat/telegram/answering.ts';
import { receive } from '#src/chat/telegram/receive.ts';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { faultOfSentence, holds, textOf } from '../flaw.ts';
import { mutated } from '../mutated.ts';
import { anyJson } from '../strange.ts';
import { target } from '../target.ts';
import { listening } from './listening.ts';

const ME = { id: 42, is_bot: true, first_name: 'Heron', username: 'HeronBot' } as UserFromGetMe;
const ANN = { id: 111, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'ann' };
const PRIVATE = { id: 111, type: 'private', first_name: 'Ann' };
const GROUP = { id: -100_123, type: 'supergroup', title: 'Desk' };
const KEYBOARD = { inline_keyboard: [[{ text: 'Approve', callback_data: 'A'.repeat(22) }]] };

/** Updates as Telegram sends them (Bot API 10). */
const UPDATES: readonly unknown[] = [
  { update_id: 1, message: { message_id: 5, date: 1_767_600_000, chat: PRIVATE, from: ANN, text: '/status' } },
  {
    update_id: 2,
    message: {
      message_id: 6,
      date: 1_767_600_000,
      chat: GROUP,
      from: ANN,
      text: '/approve@HeronBot c1',
      message_thread_id: 3,
      is_topic_message: true,
    },
  },
  {
    update_id: 3,
    message: {
      message_id: 7,
      date: 1_767_600_000,
      chat: GROUP,
      from: ANN,
      text: 'yes',
      reply_to_message: { message_id: 5, chat: GROUP, date: 1, from: ME },
    },
  },
  {
    update_id: 4,
    message: {
      message_id: 8,
      date: 1,
      chat: GROUP,
      sender_chat: GROUP,
      from: { id: 1_087_968_824, is_bot: true, first_name: 'Group' },
      text: '/halt',
    },
  },
  {
    update_id: 5,
    message: {
      message_id: 9,
      date: 1,
      chat: PRIVATE,
      from: ANN,
      text: '/approve c1',
      forward_origin: { type: 'user', sender_user: ANN, date: 1 },
    },
  },
  { update_id: 6, message: { message_id: 10, date: 1, chat: GROUP, from: ANN, migrate_to_chat_id: -100_124 } },
  {
    update_id: 7,
    callback_query: {
      id: '7',
      from: ANN,
      chat_instance: '1',
      data: 'A'.repeat(22),
      message: { message_id: 5, date: 1, chat: PRIVATE, from: ME, text: 'card', reply_markup: KEYBOARD },
    },
  },
  {
    update_id: 8,
    callback_query: {
      id: '8',
      from: ANN,
      chat_instance: '1',
      data: 'B'.repeat(22),
      message: { message_id: 6, date: 0, chat: GROUP, photo: [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }] },
    },
  },
  {
    update_id: 9,
    my_chat_member: {
      chat: GROUP,
      from: ANN,
      date: 1,
      old_chat_member: { user: ME, status: 'left' },
      new_chat_member: { user: ME, status: 'member' },
    },
  },
  {
    update_id: 10,
    my_chat_member: {
      chat: GROUP,
      from: ANN,
      date: 1,
      old_chat_member: { user: ME, status: 'member' },
      new_chat_member: { user: ME, status: 'kicked', until_date: 0 },
    },
  },
  { update_id: 11, edited_message: { message_id: 5, date: 1, edit_date: 2, chat: PRIVATE, from: ANN, text: '/halt' } },
  { update_id: 12, channel_post: { message_id: 5, date: 1, chat: { id: -9, type: 'channel', title: 'News' }, text: '/halt' } },
  { update_id: 13, inline_query: { id: '1', from: ANN, query: '/halt', offset: '' } },
];

/** What somebody says is theirs only where a platform says so: nothing that is heard belongs to a person who is not named by number in the update. */
function checkHeard(heard: Heard, update: unknown): void {
  holds(typeof heard.updateId === 'string' && typeof heard.channel === 'string', 'what was heard has no update or no channel');
  const { message, callback_query: query } = update as {
    message?: { from?: { id?: unknown } };
    callback_query?: { from?: { id?: unknown } };
  };
  const named = (query ?? message)?.from?.id;
  if (heard.userId !== undefined) holds(heard.userId === String(named), 'it was heard from somebody whom the update does not name');
}

export const telegramUpdates = target<unknown>({
  name: 'updates of Telegram, read',
  at: 'src/chat/telegram/receive.ts',
  weight: 14,
  open: () => ({
    inputs: fc.oneof({ arbitrary: mutated(...UPDATES), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
    take(update) {
      let received: ReturnType<typeof receive>;
      try {
        received = receive(update as Update, ME);
      } catch (error) {
        // What has not even the form of an update is an error of the one update, which the adapter catches (next target).
        holds(error instanceof TypeError || error instanceof RangeError, String(error));
        return;
      }
      if (received.kind === 'said') checkHeard(received.heard, update);
      if (received.kind === 'tapped' && received.heard !== undefined) checkHeard(received.heard, update);
      const { edited_message, channel_post, inline_query, message, callback_query, my_chat_member } = (update ?? {}) as Update;
      if (!message && !callback_query && !my_chat_member && (edited_message || channel_post || inline_query))
        holds(received.kind === 'nothing', 'an edited message, a post or an inline query was taken for a command');
    },
  }),
});

export const telegramAdapter = target<unknown>({
  name: 'updates of Telegram, through the adapter',
  at: 'src/chat/telegram/answering.ts',
  weight: 1.5,
  open() {
    const said: string[] = [];
    const heard: Heard[] = [];
    const none = (): Promise<never> => Promise.reject(new Error('nobody is there'));
    const api = { raw: new Proxy({}, { get: () => none }) } as never;
    const frontDoor = listening(heard, true);
    const bot = createAnswering(
      {
        address: { token: '1:a', apiRoot: 'http://127.0.0.1:1' } as never,
        api,
        post: {} as never,
        frontDoor,
        speaksIn: () => true,
        clock: new VirtualClock(parseInstant('2026-01-05T08:00:00Z')),
        panic: ['halt'],
        report: (sentence) => void said.push(sentence),
      },
      ME,
    );
    return {
      inputs: fc.oneof({ arbitrary: mutated(...UPDATES), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      async take(update) {
        said.length = 0;
        heard.length = 0;
        try {
          await bot.handleUpdate(update as Update);
        } catch (error) {
          // As the poll does it (src/chat/telegram/poll.ts): the error of one update is told, and the next one is read.
          await bot.errorHandler(error as never);
        }
        holds(heard.length <= 1, 'one update was heard twice');
        for (const one of heard) checkHeard(one, update);
        for (const sentence of said) {
          const fault = faultOfSentence(sentence, textOf(update));
          holds(fault === undefined, `what is told of it ${fault}: ${sentence}`);
        }
      },
    };
  },
});
