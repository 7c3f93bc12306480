import { Api } from 'grammy';
import { clientOptions } from './api.ts';
import { faultOf } from './fault.ts';
import type { MenuEntry } from './menu.ts';

/** One thing that was looked at, as `heron doctor` shows it. */
export interface TelegramCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do when it is not good. */
  readonly mend?: string;
}

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
export async function checkTelegram({ token, apiRoot, menu }: CheckDeps): Promise<TelegramCheck[]> {
  const api = new Api(token, { ...clientOptions({ token, apiRoot }), timeoutSeconds: CALL_SECONDS });
  const checks: TelegramCheck[] = [];
  /** Runs one look; what Telegram refuses becomes its finding. Undefined when it failed. */
  const look = async <T>(name: string, mend: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      checks.push({ name, ok: false, found: faultOf(error).sentence, mend });
      return undefined;
    }
  };
  const good = (name: string, found: string): void => void checks.push({ name, ok: true, found });

  const me = await look(
    'Telegram token',
    'Copy the token that @BotFather gave you (/mybots, API Token) into HERON_TELEGRAM__TOKEN. If it is right, mend the network or telegram.apiRoot.',
    () => api.getMe(),
  );
  if (me === undefined) return checks;
  good('Telegram token', `valid, the bot is called @${me.username}: https://t.me/${me.username}`);
  const hook = await look('Telegram webhook', 'Try again.', () => api.getWebhookInfo());
  if (hook !== undefined && (hook.url ?? '') === '') good('Telegram webhook', 'none, as it should be');
  else if (hook !== undefined)
    checks.push({
      name: 'Telegram webhook',
      ok: false,
      found: 'one is set, so what is said to the bot goes to another program',
      mend: 'The next start of Heron removes it. If you did not set it, somebody has the token: @BotFather, /revoke.',
    });
  good(
    'Telegram groups',
    me.can_join_groups ? 'the bot can be added to groups' : 'the bot cannot be added to groups (@BotFather, /setjoingroups)',
  );
  good('Telegram privacy mode', me.can_read_all_group_messages ? READS_ALL : 'on, the bot gets commands and replies alone');
  const there = await look('Telegram commands', 'Try again.', () => api.getMyCommands());
  if (there !== undefined) {
    const same = there.map(({ command }) => command).join() === menu.map(({ name }) => name).join();
    good('Telegram commands', same ? 'set' : 'not set yet; the next start does it');
  }
  return checks;
}
