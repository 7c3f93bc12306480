import type { Api } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import { cleanLine } from '#src/chat/clean.ts';
import type { Role } from '#src/chat/command.ts';
import { faultOf } from './fault.ts';

export interface MenuEntry {
  readonly name: string;
  readonly summary: string;
}

export interface MenuDeps {
  readonly api: Api;
  /** What somebody with this role is offered; undefined: a stranger. */
  readonly menu: (role: Role | undefined) => readonly MenuEntry[];
  /** Numeric ids of those who are paired. */
  readonly people: () => readonly string[];
  readonly roleOf: (userId: string) => Role | undefined;
}

/** https://core.telegram.org/bots/api#botcommand */
const NAME = /^[a-z0-9_]{1,32}$/;
const LONGEST_DESCRIPTION = 256;
const MOST = 100;

/**
 * Command menus: strangers see what helps them in, everybody else what their role may do, in their private chat. What was set is remembered, so that
 * Telegram is only told what is new.
 */
export class Menus {
  readonly #deps: MenuDeps;
  readonly #set = new Map<string, string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: MenuDeps) {
    this.#deps = deps;
  }

  /** Brings the menus up to date. Throws what grammY throws when Telegram was not reachable; the next call goes on from there. */
  refresh(): Promise<void> {
    const next = this.#writing.catch(() => undefined).then(() => this.#write());
    this.#writing = next;
    return next;
  }

  async #write(): Promise<void> {
    const { menu, people, roleOf } = this.#deps;
    await this.#put({ type: 'default' }, entries(menu(undefined)));
    // Wider menus of an earlier program would cover the one for strangers.
    await this.#put({ type: 'all_private_chats' }, undefined);
    await this.#put({ type: 'all_group_chats' }, undefined);
    const wanted = new Map(
      people()
        .map((id) => [scopeOf(id), entries(menu(roleOf(id)))] as const)
        .map(([scope, list]) => [JSON.stringify(scope), list]),
    );
    for (const key of this.#set.keys()) if (key.includes('"chat"') && !wanted.has(key)) wanted.set(key, []);
    for (const [key, list] of wanted) await this.#put(JSON.parse(key) as BotCommandScope, list.length === 0 ? undefined : list);
  }

  async #put(scope: BotCommandScope, commands: readonly BotCommand[] | undefined): Promise<void> {
    const key = JSON.stringify(scope);
    const value = JSON.stringify(commands ?? []);
    if (this.#set.get(key) === value) return;
    const { api } = this.#deps;
    try {
      if (commands === undefined) await api.raw.deleteMyCommands({ scope });
      else await api.raw.setMyCommands({ scope, commands: [...commands] });
    } catch (error) {
      // Somebody who never wrote to the bot has no chat with it, and no menu.
      if (!['gone', 'refused'].includes(faultOf(error).kind)) throw error;
    }
    this.#set.set(key, value);
  }
}

const scopeOf = (userId: string): BotCommandScope => ({ type: 'chat', chat_id: Number(userId) });

const entries = (menu: readonly MenuEntry[]): BotCommand[] =>
  menu
    .filter(({ name }) => NAME.test(name))
    .slice(0, MOST)
    .map(({ name, summary }) => ({ command: name, description: cleanLine(summary).trim().slice(0, LONGEST_DESCRIPTION) || name }));
