import { Routes } from 'discord.js';
import { canonicalJson } from '#src/domain/hash.ts';
import type { Api } from './api.ts';
import { type Listed, type SlashCommand, slashJson } from './menu.ts';

/** Whom to register at. */
export interface Registration {
  readonly applicationId: string;
  /** Empty: only private chats. */
  readonly guild: string;
  readonly commands: readonly Listed[];
}

/** Makes Discord offer the commands, where it does not offer exactly these yet. Returns how many lists were written; throws DiscordFailure. */
export async function register(api: Api, registration: Registration): Promise<number> {
  let written = 0;
  for (const { route, wanted } of listsOf(registration)) {
    if (isSame(await api.get<readonly SlashCommand[]>(route), wanted)) continue;
    await api.put(route, { body: wanted });
    written++;
  }
  return written;
}

/** Whether Discord offers exactly these commands. Throws DiscordFailure. */
export async function isRegistered(api: Api, registration: Registration): Promise<boolean> {
  const same = listsOf(registration).map(async ({ route, wanted }) => isSame(await api.get<readonly SlashCommand[]>(route), wanted));
  return (await Promise.all(same)).every(Boolean);
}

function listsOf({ applicationId, guild, commands }: Registration): { route: `/${string}`; wanted: SlashCommand[] }[] {
  const everywhere = { route: Routes.applicationCommands(applicationId), wanted: slashJson(commands, 'private') };
  if (guild === '') return [everywhere];
  return [everywhere, { route: Routes.applicationGuildCommands(applicationId, guild), wanted: slashJson(commands, 'guild') }];
}

const isSame = (there: readonly SlashCommand[], wanted: readonly SlashCommand[]): boolean => essenceOf(there) === essenceOf(wanted);

/** What Heron says about commands, without what Discord adds; in one order. */
function essenceOf(commands: readonly SlashCommand[]): string {
  const kept = commands.map(({ name, description, options = [], default_member_permissions: bits, contexts }) => ({
    name,
    description,
    options: options.map((option) => ({
      type: option.type,
      name: option.name,
      description: option.description,
      required: option.required === true,
      autocomplete: 'autocomplete' in option && option.autocomplete === true,
      choices: ('choices' in option ? (option.choices ?? []) : []).map((choice) => [choice.name, choice.value]),
      bounds: ['min_value' in option ? (option.min_value ?? null) : null, 'max_value' in option ? (option.max_value ?? null) : null],
    })),
    bits: bits ?? null,
    contexts: [...(contexts ?? [])],
  }));
  return canonicalJson(kept.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}
