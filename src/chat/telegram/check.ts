import { Api } from 'grammy';
import { type Check, Checks } from '#src/chat/checks.ts';
import { clientOptions } from './api.ts';
import { faultOf } from './fault.ts';
import type { MenuEntry } from './menu.ts';

/** What is looked at. */
export interface CheckDeps {
  readonly token: string;
  readonly apiRoot: string;
  /** What strangers are offered: the one menu that every bot of Heron has. */
  readonly menu: readonly MenuEntry[];
}

/** Somebody waits at a prompt. */
const CALL_SECONDS = 10;

const READS_ALL =
  'off, so Telegram passes on all that is said in its groups; Heron needs commands and replies alone: @BotFather, /setprivacy, Enable';

/**
 * Looks at everything that Heron needs on Telegram; changes nothing there and does not poll, so a Heron that runs is not disturbed. Never throws; nothing
 * that it says holds the token.
 */
export async function checkTelegram({ token, apiRoot, menu }: CheckDeps): Promise<Check[]> {
  const api = new Api(token, { ...clientOptions({ token, apiRoot }), timeoutSeconds: CALL_SECONDS });
  const checks = new Checks((error) => faultOf(error).sentence);
  const me = await checks.look(
    'Telegram token',
    'Copy the token that @BotFather gave you (/mybots, API Token) into HERON_TELEGRAM__TOKEN. If it is right, mend the network or telegram.apiRoot.',
    () => api.getMe(),
  );
  if (me === undefined) return checks.list;
  checks.good('Telegram token', `valid, the bot is called @${me.username}: https://t.me/${me.username}`);
  const hook = await checks.look('Telegram webhook', 'Try again.', () => api.getWebhookInfo());
  if (hook !== undefined && (hook.url ?? '') === '') checks.good('Telegram webhook', 'none, as it should be');
  else if (hook !== undefined)
    checks.bad(
      'Telegram webhook',
      'one is set, so what is said to the bot goes to another program',
      'The next start of Heron removes it. If you did not set it, somebody has the token: @BotFather, /revoke.',
    );
  checks.good(
    'Telegram groups',
    me.can_join_groups ? 'the bot can be added to groups' : 'the bot cannot be added to groups (@BotFather, /setjoingroups)',
  );
  checks.good('Telegram privacy mode', me.can_read_all_group_messages ? READS_ALL : 'on, the bot gets commands and replies alone');
  const there = await checks.look('Telegram commands', 'Try again.', () => api.getMyCommands());
  if (there !== undefined) {
    const same = there.map(({ command }) => command).join() === menu.map(({ name }) => name).join();
    checks.good('Telegram commands', same ? 'set' : 'not set yet; the next start does it');
  }
  return checks.list;
}
