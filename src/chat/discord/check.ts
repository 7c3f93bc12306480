import { type APIApplication, type APIGuildMember, type APIRole, type APIUser, Routes } from 'discord.js';
import { createApi } from './api.ts';
import { failureOf } from './failure.ts';
import type { Listed } from './menu.ts';
import { inviteUrl, missingOf, type Standing } from './permissions.ts';
import { isRegistered } from './register.ts';

/** One thing that was looked at, as `heron doctor` shows it. */
export interface DiscordCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do when it is not good. */
  readonly mend?: string;
}

/** What is looked at. */
export interface CheckDeps {
  readonly token: string;
  readonly api: string;
  readonly guild: string;
  readonly channel: string;
  readonly commands: readonly Listed[];
}

/** Looks at everything that Heron needs on Discord; changes nothing there. Never throws; nothing that it says holds the token. */
export async function checkDiscord({ token, api: address, guild, channel, commands }: CheckDeps): Promise<DiscordCheck[]> {
  const api = createApi({ api: address, token });
  const checks: DiscordCheck[] = [];
  /** Runs one look; what Discord refuses becomes its finding. Undefined when it failed. */
  const look = async <T>(name: string, mend: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      checks.push({ name, ok: false, found: failureOf(error).message, mend });
      return undefined;
    }
  };
  const good = (name: string, found: string): void => void checks.push({ name, ok: true, found });
  try {
    const known = await look('Discord token', 'Copy the token of the bot from discord.com/developers into the key discord.token.', () =>
      Promise.all([api.get<APIUser>(Routes.user()), api.get<APIApplication>(Routes.currentApplication())]),
    );
    if (known === undefined) return checks;
    const [bot, application] = known;
    good('Discord token', `valid, the bot is called ${bot.username}`);
    good('Discord intents', 'Heron asks for no privileged one');
    good('Discord invite', inviteUrl(application.id));
    if (guild === '') {
      good('Discord server', 'none is set (discord.guild): only private messages of owners are answered');
      return checks;
    }
    const invite = `Invite the bot: ${inviteUrl(application.id)}`;
    const there = await look('Discord server', invite, () =>
      Promise.all([
        api.get<{ id: string; name: string; roles: APIRole[] }>(Routes.guild(guild)),
        api.get<APIGuildMember>(Routes.guildMember(guild, bot.id)),
      ]),
    );
    if (there !== undefined) {
      const [{ name, roles }, member] = there;
      good('Discord server', `the bot is in ${name}`);
      if (channel === '') good('Discord channel', 'none is set (discord.channel): Heron speaks in no channel of the server');
      const room = await (channel === ''
        ? undefined
        : look('Discord channel', 'Set discord.channel to a channel that the bot may see.', () =>
            api.get<{ name?: string; guild_id?: string; permission_overwrites?: Standing['overwrites'] }>(Routes.channel(channel)),
          ));
      if (room !== undefined && room.guild_id !== guild)
        checks.push({
          name: 'Discord channel',
          ok: false,
          found: 'it is in another server',
          mend: 'Set discord.channel to a channel of discord.guild.',
        });
      else if (room !== undefined) {
        const overwrites = room.permission_overwrites ?? [];
        const missing = missingOf({ guildId: guild, userId: bot.id, held: member.roles, roles, overwrites });
        const found =
          missing.length === 0 ? `the bot may do all that it needs in #${room.name}` : `in #${room.name} it lacks ${missing.join(', ')}`;
        checks.push({
          name: 'Discord channel',
          ok: missing.length === 0,
          found,
          mend: 'Give the role of the bot these permissions in that channel.',
        });
      }
    }
    const same = await look('Discord commands', invite, () => isRegistered(api, { applicationId: application.id, guild, commands }));
    if (same !== undefined) good('Discord commands', same ? 'registered' : 'not registered yet; the next start does it');
    return checks;
  } finally {
    api.close();
  }
}
