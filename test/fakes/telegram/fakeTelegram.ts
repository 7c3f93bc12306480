import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chats, type FakeChat, type FakeMessage, type FakePerson, live } from './chats.ts';
import { Faults } from './faults.ts';
import { complete } from './formatted.ts';
import { type Limits, Pace, REAL_LIMITS } from './limits.ts';
import { type MenuCommand, Menus } from './menus.ts';
import type { Ground } from './methods.ts';
import type { FakePhoto } from './photo.ts';
import { bad, Refusal } from './refusal.ts';
import { type FakeCall, serve } from './server.ts';
import { Updates } from './updates.ts';
import { BOT, chatOnWire, membershipOnWire, messageOnWire, personOnWire } from './wire.ts';

export type { FakeChat, FakeMessage, FakePerson } from './chats.ts';

export interface SaysOptions {
  readonly chat?: number;
  readonly thread?: number;
  readonly replyTo?: number;
  /** In the name of the group (an anonymous admin) or of a channel. */
  readonly senderChat?: number;
  readonly forwarded?: boolean;
}

/** A tap and what its sender was told; `toast` is undefined while nobody answered. */
export interface FakeTap {
  readonly id: string;
  readonly updateId: number | undefined;
  readonly toast: { readonly text: string; readonly alert: boolean } | undefined;
}

export interface FakeTelegramOptions {
  readonly token?: string;
  /** False: count, but refuse nothing. */
  readonly limits?: Limits | false;
  /** Milliseconds; for the limits. */
  readonly now?: () => number;
}

/**
 * Telegram's Bot API on a port of this machine, as strict as the real one:
 *
 *     await using fake = await FakeTelegram.open();
 *     const ann = fake.person({ id: 111, first_name: 'Ann' });
 *     fake.says(ann, '/status');                        // in their private chat
 *     const tap = fake.taps(ann, message, 'Approve');   // tap.toast is the answer
 *     fake.chat(111).messages                           // with their history of edits
 *     fake.faults.plan({ error: 429, retryAfter: 2 }, { method: 'sendMessage' });
 *     await fake.until(() => fake.chat(111).messages.length === 2);
 */
export class FakeTelegram implements AsyncDisposable {
  readonly #server: Server;
  readonly #people = new Map<number, FakePerson>();
  readonly #taps = new Map<string, { toast: FakeTap['toast']; old: boolean }>();
  readonly #watchers = new Set<() => void>();
  readonly #chats = new Chats();
  readonly #menus = new Menus(this.#chats);
  readonly #ground: Ground;
  #token: string;
  #down = false;
  readonly faults = new Faults();
  readonly updates = new Updates();
  readonly pace: Pace;
  readonly calls: FakeCall[] = [];
  /** Headers and bodies of everything that came in, but not its path, which has the token by design. */
  readonly seen: string[] = [];
  /** Groups: only commands and replies to the bot reach it. */
  privacy = true;

  private constructor({ token = tokenOf('AA'), limits = REAL_LIMITS, now = () => performance.now() }: FakeTelegramOptions) {
    this.#token = token;
    this.pace = new Pace(limits === false ? undefined : limits, now);
    this.#ground = {
      chats: this.#chats,
      people: this.#people,
      updates: this.updates,
      menus: this.#menus,
      pace: this.pace,
      photos: new Map<string, FakePhoto>(),
      answerQuery: (id, text, alert) => this.#answerQuery(id, text, alert),
    };
    const deps = {
      ground: this.#ground,
      faults: this.faults,
      token: () => this.#token,
      isDown: () => this.#down,
      saw: (headers: string, body: string) => void this.seen.push(headers, body),
      called: (call: FakeCall) => {
        this.calls.push(call);
        for (const wake of [...this.#watchers]) wake();
      },
    };
    this.#server = createServer((request, response) => void serve(deps, request, response));
  }

  static async open(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
    const fake = new FakeTelegram(options);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get root(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get token(): string {
    return this.#token;
  }

  /** The old token is refused from now on; returns the new one. A poll that waits ends. */
  revoke(token = tokenOf('BB')): string {
    this.#token = token;
    this.updates.refuse(new Refusal(401, 'Unauthorized'));
    return token;
  }

  /** Cuts every connection, and each new one, until `comeBack`. */
  goDown(): void {
    this.#down = true;
    this.#server.closeAllConnections();
  }

  comeBack(): void {
    this.#down = false;
  }

  /** Another program polls with this token, or does so no longer. */
  otherPoller(on: boolean): void {
    this.updates.otherPoller = on;
    if (on) this.updates.conflict();
  }

  /** Somebody sets a webhook with this token. */
  hook(url: string): void {
    this.updates.webhook = url;
    this.updates.conflict();
  }

  /** Somebody who has started the bot, unless `stranger`. */
  person(person: FakePerson, { stranger = false } = {}): FakePerson {
    this.#people.set(person.id, person);
    this.#chats.add(person.id, 'private', person.first_name, stranger ? 'never' : 'member');
    return person;
  }

  /** A group with the bot in it, unless it is to be added by somebody. */
  group(id: number, title: string, { bot = true } = {}): FakeChat {
    return this.#chats.add(id, id < -1_000_000_000 ? 'supergroup' : 'group', title, bot ? 'member' : 'left');
  }

  /** Throws when there is no such chat. */
  chat(id: number): FakeChat {
    const chat = this.#chats.find(id);
    if (chat === undefined) throw new Error(`there is no chat ${id}`);
    return chat;
  }

  /** What the bot said in a chat and did not delete, oldest first. */
  said = (chatId: number): FakeMessage[] => this.chat(chatId).messages.filter(({ from, deleted }) => from === 'bot' && !deleted);

  menuOf = (person: FakePerson, chatId = person.id): readonly MenuCommand[] => this.#menus.seen(person.id, chatId);

  /** Returns the update's id; undefined when the bot does not get to hear it. */
  says(person: FakePerson, text: string, options: SaysOptions = {}): number | undefined {
    const chat = this.chat(options.chat ?? person.id);
    if (chat.type === 'private' && chat.bot === 'never') chat.bot = 'member';
    const message = this.#write(chat, person, text, options.replyTo, options.thread);
    const toBot = options.replyTo !== undefined && live(chat, options.replyTo)?.from === 'bot';
    const isCommand = message.entities.some(({ type, offset }) => type === 'bot_command' && offset === 0);
    if (chat.type !== 'private' && this.privacy && !toBot && !isCommand) return undefined;
    return this.updates.push('message', {
      ...messageOnWire(chat, message, this.#people),
      ...(options.senderChat !== undefined && {
        sender_chat: { id: options.senderChat, type: options.senderChat === chat.id ? chat.type : 'channel', title: 'in its own name' },
        from: { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
      }),
      ...(options.forwarded && { forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'somebody' } }),
    });
  }

  /** Another kind of update that holds a message (`edited_message`, `channel_post`), whether it was asked for or not. */
  forces(kind: string, person: FakePerson, text: string, chatId = person.id): number {
    const chat = this.chat(chatId);
    return this.updates.force(kind, messageOnWire(chat, this.#write(chat, person, text), this.#people));
  }

  /** Taps a button of a message by its label. `data`: with forged data instead; `old`: the query cannot be answered any more. */
  taps(
    person: FakePerson,
    message: Pick<FakeMessage, 'id' | 'chatId'>,
    label: string,
    { data, old = false, inaccessible = false }: { readonly data?: string; readonly old?: boolean; readonly inaccessible?: boolean } = {},
  ): FakeTap {
    const chat = this.chat(message.chatId);
    const shown = live(chat, message.id);
    const button = shown?.keyboard?.flat().find(({ text }) => text === label);
    if (shown === undefined || (button === undefined && data === undefined)) throw new Error(`there is no button ${label}`);
    const id = `query${this.#taps.size + 1}`;
    this.#taps.set(id, { toast: undefined, old });
    const updateId = this.updates.push('callback_query', {
      id,
      from: personOnWire(person),
      message: inaccessible ? { message_id: shown.id, chat: chatOnWire(chat), date: 0 } : messageOnWire(chat, shown, this.#people),
      chat_instance: '1',
      data: data ?? button?.data,
    });
    const taps = this.#taps;
    return {
      id,
      updateId,
      get toast() {
        return taps.get(id)?.toast;
      },
    };
  }

  /** Somebody adds the bot to a group, or removes it from there. */
  addsBot = (person: FakePerson, chatId: number): number | undefined => this.#changes(person, chatId, 'member');
  removesBot = (person: FakePerson, chatId: number): number | undefined => this.#changes(person, chatId, 'kicked');

  /** Somebody blocks the bot, or lets it write again. */
  blocks(person: FakePerson, on = true): void {
    this.chat(person.id).bot = on ? 'blocked' : 'member';
  }

  /** A group becomes a supergroup with another id. */
  upgrades(chatId: number, to: number): void {
    const chat = this.chat(chatId);
    chat.movedTo = to;
    this.group(to, chat.title);
    this.updates.push('message', {
      message_id: 900_000,
      date: 1,
      chat: chatOnWire(chat),
      from: personOnWire({ id: 1, first_name: 'x' }),
      migrate_to_chat_id: to,
    });
  }

  /** Resolves when something becomes true; looks after each call. Rejects after `ms`, naming what the chats show. */
  async until(isTrue: () => boolean, ms = 10_000): Promise<void> {
    const deadline = performance.now() + ms;
    while (!isTrue()) {
      if (performance.now() > deadline) {
        const last = this.calls.slice(-5).map(({ method, status }) => `${method} ${status}`);
        throw new Error(`did not come true within ${ms} ms; last calls: ${last.join(', ')}`);
      }
      await new Promise<void>((wake) => {
        const timer = setTimeout(done, 20);
        const watchers = this.#watchers;
        function done(): void {
          clearTimeout(timer);
          watchers.delete(done);
          wake();
        }
        watchers.add(done);
      });
    }
  }

  #write(chat: FakeChat, person: FakePerson, text: string, replyTo?: number, threadId?: number): FakeMessage {
    const { text: trimmed, entities } = complete(text, undefined, undefined);
    return this.#chats.write(chat, {
      text: trimmed,
      entities,
      keyboard: undefined,
      photo: undefined,
      from: person.id,
      replyTo,
      threadId,
      silent: false,
      plainLinks: false,
    });
  }

  #changes(person: FakePerson, chatId: number, status: 'member' | 'kicked'): number | undefined {
    const chat = this.chat(chatId);
    const before = chat.bot;
    chat.bot = status;
    return this.updates.push('my_chat_member', membershipOnWire(chat, person, before));
  }

  #answerQuery(id: string | undefined, text: string, alert: boolean): void {
    const tap = id === undefined ? undefined : this.#taps.get(id);
    if (tap === undefined || tap.old || tap.toast !== undefined)
      throw bad('query is too old and response timeout expired or query ID is invalid');
    tap.toast = { text, alert };
  }
}

/** In the form of a real one. */
const tokenOf = (start: string): string => `${BOT.id}:${start}${'Fake'.repeat(8)}x`;
