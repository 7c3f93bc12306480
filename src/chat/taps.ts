import type { z } from 'zod';
import type { App } from '#src/app.ts';
import { type Instant, later, toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { bindButton, buttonOf, writeButton } from '#src/ledger/buttons.ts';
import { argumentOf } from './argument.ts';
import { mayRun } from './command.ts';
import { type Parsed, parse } from './parse.ts';
import type { Tap, Tappable } from './platform.ts';
import type { Registry } from './registry.ts';
import type { Button, Reply } from './reply.ts';

const MINUTE_MS = 60_000;
/** 128 bits: nobody guesses one. */
const TOKEN_BYTES = 16;
const PRICE_MARK = '@';

const STYLES: Readonly<Record<string, Tap['style']>> = {
  approve: 'good',
  apply: 'good',
  reject: 'bad',
  close: 'bad',
  halt: 'bad',
  cancel: 'bad',
};

/** What a reply is about, as far as its buttons do not say it themselves. */
export interface About {
  /** The proposal that the buttons answer, which they live as long as. */
  readonly subject?: string;
  /** What exactly it proposes. */
  readonly paramsHash?: string;
  /** The price at which it is shown, where that is not its own: decimal text. */
  readonly shownPrice?: string | undefined;
}

/** Gives buttons their tokens, and knows what a token means. Their rows are written before the message is sent, and bound to it after. */
export class Taps {
  readonly #app: Pick<App, 'ledger' | 'wall' | 'entropy' | 'settings'>;
  readonly #commands: Registry;

  constructor(app: Pick<App, 'ledger' | 'wall' | 'entropy' | 'settings'>, commands: Registry) {
    this.#app = app;
    this.#commands = commands;
  }

  /** The reply with a token for each of its buttons. Buttons that answer a condition are bound to its parameters and live as long as it does. */
  tappable(reply: Reply, channel: string, about: About = {}): Tappable {
    const buttons = reply.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
    if (buttons.length === 0) return { reply, taps: [] };
    const { ledger, settings } = this.#app;
    const chat = ledger.memory.chats.get(channel);
    // Anybody in a group can tap: there buttons have to be wanted. A channel of Discord was named in the settings.
    if (chat?.platform === 'telegram' && chat.kind === 'group' && !settings.values.chat.groupButtons) return { reply, taps: [] };
    const taps = ledger.transact(() => buttons.map((button) => this.#tap(button, channel, about)));
    return { reply, taps };
  }

  /**
   * From now on the buttons work in this message and nowhere else; an answer that a group must not see may have gone to a private chat instead. Joins
   * the transaction around it.
   */
  bind(taps: readonly Tap[], channel: string, messageRef: string): void {
    const { ledger } = this.#app;
    ledger.transact((tx) => {
      for (const { token } of taps) {
        const row = buttonOf(tx, token);
        if (row !== undefined && row.message_ref !== messageRef) bindButton(tx, row, channel, messageRef);
      }
    });
  }

  #tap({ label, command }: Button, channel: string, { subject, paramsHash, shownPrice }: About): Tap {
    const { ledger, wall, entropy, settings } = this.#app;
    const parsed = parse(command, this.#commands);
    const meant = 'command' in parsed ? parsed.command : undefined;
    const condition = conditionIn(parsed, ledger.memory.conditions) ?? ledger.memory.conditions.get(subject ?? '');
    const hash = condition?.paramsHash ?? paramsHash;
    const until: Instant =
      condition === undefined ? later(wall.now(), settings.values.chat.buttonMinutes * MINUTE_MS) : condition.expiresAt;
    const token = Buffer.from(entropy(TOKEN_BYTES)).toString('base64url');
    ledger.transact((tx) =>
      writeButton(tx, {
        token,
        channel,
        command,
        params_hash:
          condition === undefined || hash === undefined ? null : shownPrice === undefined ? hash : hash + PRICE_MARK + shownPrice,
        subject: condition?.id ?? subject ?? null,
        single_use: meant !== undefined && mayRun(meant.role, 'trader') ? 1 : 0,
        created_at: toIso(wall.now()),
        expires_at: toIso(until),
      }),
    );
    return { label, command, token, style: STYLES[meant?.name ?? ''] ?? 'plain' };
  }
}

/** The live condition that a line answers or takes back. */
export function conditionIn(parsed: Parsed, conditions: ReadonlyMap<string, Condition>): Condition | undefined {
  if (!('args' in parsed)) return undefined;
  for (const [key, schema] of Object.entries(parsed.command.args.shape)) {
    const { completes } = argumentOf(schema as z.ZodType);
    const value = parsed.args[key];
    if ((completes === 'proposal' || completes === 'armed') && typeof value === 'string') return conditions.get(value);
  }
  return undefined;
}

/** Hash and price that a button was shown with. */
export function shownWith(paramsHash: string): { readonly hash: string; readonly price: string | undefined } {
  const [hash = '', price] = paramsHash.split(PRICE_MARK);
  return { hash, price };
}
