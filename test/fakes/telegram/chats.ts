import type { Entity } from './html.ts';
import type { FakeKeyboard } from './keyboard.ts';
import type { FakePhoto } from './photo.ts';
import { bad, forbidden, Refusal } from './refusal.ts';

export interface FakePerson {
  readonly id: number;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly is_bot?: boolean;
}

/** What a message shows at a time. */
export interface Look {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly keyboard: FakeKeyboard | undefined;
  readonly photo: FakePhoto | undefined;
}

export interface FakeMessage extends Look {
  readonly id: number;
  readonly chatId: number;
  /** The bot, or a person's id. */
  readonly from: 'bot' | number;
  readonly replyTo: number | undefined;
  readonly threadId: number | undefined;
  readonly silent: boolean;
  /** Link previews were switched off. */
  readonly plainLinks: boolean;
  /** How it looked before each edit, oldest first. */
  readonly history: readonly Look[];
  readonly deleted: boolean;
}

type Membership = 'member' | 'administrator' | 'left' | 'kicked' | 'blocked' | 'never';

export interface FakeChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly title: string;
  /** How the bot stands in it. */
  bot: Membership;
  /** The supergroup that this group became. */
  movedTo: number | undefined;
  readonly messages: FakeMessage[];
  readonly actions: string[];
}

const REFUSALS: Readonly<Partial<Record<Membership, string>>> = {
  kicked: 'bot was kicked from the group chat',
  left: 'bot is not a member of the group chat',
  blocked: 'bot was blocked by the user',
  never: "bot can't initiate conversation with a user",
};

/** Everything that people and the bot see. */
export class Chats {
  readonly #chats = new Map<number, FakeChat>();

  add(id: number, type: FakeChat['type'], title: string, bot: Membership): FakeChat {
    const chat: FakeChat = { id, type, title, bot, movedTo: undefined, messages: [], actions: [] };
    this.#chats.set(id, chat);
    return chat;
  }

  find = (id: number): FakeChat | undefined => this.#chats.get(id);

  all = (): FakeChat[] => [...this.#chats.values()];

  /** The chat that a call names; throws what the Bot API answers when the bot may not write there. */
  writable(id: number | undefined): FakeChat {
    if (id === undefined) throw bad('chat_id is empty');
    const chat = this.#chats.get(id);
    if (chat === undefined) throw bad('chat not found');
    if (chat.movedTo !== undefined) {
      throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.movedTo });
    }
    const refusal = REFUSALS[chat.bot];
    if (refusal !== undefined) throw forbidden(refusal);
    return chat;
  }

  write(chat: FakeChat, message: Omit<FakeMessage, 'id' | 'chatId' | 'history' | 'deleted'>): FakeMessage {
    const written: FakeMessage = { ...message, id: (chat.messages.at(-1)?.id ?? 0) + 1, chatId: chat.id, history: [], deleted: false };
    chat.messages.push(written);
    return written;
  }

  /** A message of the bot that is there; throws what the Bot API answers otherwise. */
  editable(chat: FakeChat, id: number | undefined): FakeMessage {
    if (id === undefined) throw bad('message identifier is not specified');
    const message = live(chat, id);
    if (message === undefined) throw bad('message to edit not found');
    if (message.from !== 'bot') throw bad("message can't be edited");
    return message;
  }

  edit(chat: FakeChat, message: FakeMessage, look: Look): FakeMessage {
    if (same(message, look)) {
      throw bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    const { text, entities, keyboard, photo } = message;
    return replace(chat, { ...message, ...look, history: [...message.history, { text, entities, keyboard, photo }] });
  }

  delete(chat: FakeChat, id: number | undefined): void {
    const message = id === undefined ? undefined : live(chat, id);
    if (message === undefined) throw bad('message to delete not found');
    replace(chat, { ...message, deleted: true });
  }
}

export const live = (chat: FakeChat, id: number): FakeMessage | undefined => chat.messages.find((one) => one.id === id && !one.deleted);

function replace(chat: FakeChat, message: FakeMessage): FakeMessage {
  chat.messages[chat.messages.findIndex(({ id }) => id === message.id)] = message;
  return message;
}

const same = (a: Look, b: Look): boolean =>
  a.text === b.text &&
  a.photo?.fileId === b.photo?.fileId &&
  JSON.stringify(a.entities) === JSON.stringify(b.entities) &&
  JSON.stringify(a.keyboard) === JSON.stringify(b.keyboard);
