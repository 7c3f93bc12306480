import type { Chats } from './chats.ts';
import type { Payload } from './payload.ts';
import { bad } from './refusal.ts';

export interface MenuCommand {
  readonly command: string;
  readonly description: string;
}

const KINDS = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators', 'chat', 'chat_administrators', 'chat_member'];

/** Command menus by scope. */
export class Menus {
  readonly #chats: Chats;
  readonly #menus = new Map<string, readonly MenuCommand[]>();

  constructor(chats: Chats) {
    this.#chats = chats;
  }

  set(payload: Payload): true {
    const commands = payload.list('commands');
    if (commands === undefined) throw bad('parameter "commands" is required');
    if (commands.length > 100) throw bad('BOT_COMMANDS_TOO_MUCH');
    const menu = commands.map((one) => one as MenuCommand);
    for (const { command, description } of menu) {
      if (!/^\/?[a-z0-9_]{1,32}$/.test(String(command))) throw bad('BOT_COMMAND_INVALID');
      if (typeof description !== 'string' || description.length < 1 || description.length > 256)
        throw bad('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    this.#menus.set(this.#scope(payload), menu);
    return true;
  }

  delete(payload: Payload): true {
    this.#menus.delete(this.#scope(payload));
    return true;
  }

  get = (payload: Payload): readonly MenuCommand[] => this.#menus.get(this.#scope(payload)) ?? [];

  /** What somebody sees in a chat: the narrowest scope that was set. */
  seen(userId: number, chatId: number): readonly MenuCommand[] {
    const scopes = [`chat_member ${chatId} ${userId}`, `chat ${chatId}`, chatId > 0 ? 'all_private_chats' : 'all_group_chats', 'default'];
    const scope = scopes.find((one) => this.#menus.has(one));
    return scope === undefined ? [] : (this.#menus.get(scope) ?? []);
  }

  #scope(payload: Payload): string {
    const { type = 'default', chat_id, user_id } = payload.record('scope') ?? {};
    if (!KINDS.includes(String(type))) throw bad('unsupported type of bot command scope');
    if (!String(type).startsWith('chat')) return String(type);
    if (this.#chats.find(Number(chat_id)) === undefined) throw bad('chat not found');
    if (type !== 'chat_member') return `${type} ${chat_id}`;
    if (user_id === undefined) throw bad('user_id is empty');
    return `${type} ${chat_id} ${user_id}`;
  }
}
