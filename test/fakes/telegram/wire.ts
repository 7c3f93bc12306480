import type { FakeChat, FakeMessage, FakePerson } from './chats.ts';
import { live } from './chats.ts';

export const BOT: FakePerson & { readonly username: string } = {
  id: 7_000_000_001,
  is_bot: true,
  first_name: 'Heron',
  username: 'heron_test_bot',
};

export const chatOnWire = (chat: FakeChat): Record<string, unknown> => ({
  id: chat.id,
  type: chat.type,
  ...(chat.type === 'private' ? { first_name: chat.title } : { title: chat.title }),
});

/** A message as the Bot API writes it. */
export function messageOnWire(
  chat: FakeChat,
  message: FakeMessage,
  people: ReadonlyMap<number, FakePerson>,
  deep = true,
): Record<string, unknown> {
  const { id, from, text, entities, photo, keyboard, replyTo, threadId } = message;
  const answered = deep && replyTo !== undefined ? live(chat, replyTo) : undefined;
  return {
    message_id: id,
    date: Math.floor(Date.now() / 1_000),
    chat: chatOnWire(chat),
    from: from === 'bot' ? BOT : personOnWire(people.get(from) ?? { id: from, first_name: '?' }),
    ...(photo === undefined
      ? { text, ...(entities.length > 0 && { entities }) }
      : {
          photo: [{ file_id: photo.fileId, file_unique_id: photo.fileId, width: photo.width, height: photo.height }],
          ...(text !== '' && { caption: text }),
          ...(entities.length > 0 && { caption_entities: entities }),
        }),
    ...(keyboard !== undefined && {
      reply_markup: { inline_keyboard: keyboard.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))) },
    }),
    ...(threadId !== undefined && { message_thread_id: threadId, is_topic_message: true }),
    ...(answered !== undefined && { reply_to_message: messageOnWire(chat, answered, people, false) }),
  };
}

export const personOnWire = (person: FakePerson): Record<string, unknown> => ({ is_bot: false, ...person });

/** How the bot stands in a chat, and how it stood before. */
export const membershipOnWire = (chat: FakeChat, by: FakePerson, before: FakeChat['bot']): Record<string, unknown> => ({
  chat: chatOnWire(chat),
  from: personOnWire(by),
  date: 1,
  old_chat_member: { user: BOT, status: before },
  new_chat_member: { user: BOT, status: chat.bot },
});
