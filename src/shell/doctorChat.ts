import { commands } from '#commands/index.ts';
import type { Check } from '#src/chat/checks.ts';
import { menuFor } from '#src/chat/menu.ts';
import { createRegistry } from '#src/chat/registry.ts';
import type { Settings } from '#src/config/settings.ts';

/** Asks each chat platform that has a token; the libraries are loaded only then. Never throws, and names no token. */
export async function chatChecks({ telegram, discord }: Settings): Promise<Check[]> {
  return (await Promise.all([telegramChecks(telegram), discordChecks(discord)])).flat();
}

async function telegramChecks({ token, apiRoot }: Settings['telegram']): Promise<readonly Check[]> {
  if (token === '') return [off('Telegram', 'HERON_TELEGRAM__TOKEN')];
  const { checkTelegram } = await import('#src/chat/telegram/check.ts');
  return checkTelegram({ token, apiRoot, menu: menuFor(createRegistry(commands), undefined) });
}

async function discordChecks(discord: Settings['discord']): Promise<readonly Check[]> {
  if (discord.token === '') return [off('Discord', 'HERON_DISCORD__TOKEN')];
  const { checkDiscord } = await import('#src/chat/discord/check.ts');
  return checkDiscord({ ...discord, commands });
}

const off = (name: string, variable: string): Check => ({ name, ok: true, found: `off: set ${variable}` });
