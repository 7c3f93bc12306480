import { type APIApplication, type APIGuildMember, type APIRole, type APIUser, Routes } from 'discord.js';
import { type Check, Checks } from '#src/chat/checks.ts';
import { createApi } from './api.ts';
import { failureOf } from './failure.ts';
import type { Listed } from './menu.ts';
import { inviteUrl, missingOf, type Standing } from './permissions.ts';
import { isRegistered } from './register.ts';

/** What is looked at. */
export interface CheckDeps {
  readonly token: string;
  readonly api: string;
  readonly guild: string;
  readonly channel: string;
  readonly commands: readonly Listed[];
}

/** Looks at everything that Heron needs on Discord; changes nothing there. Never throws; nothing that it says holds the token. */
export async function checkDiscord({ token, api: address, guild, channel, commands }: CheckDeps): Promise<Check[]> {
  const api = createApi({ api: address, token });
  const checks = new Checks((error) => failureOf(error).message);
  try {
    const known = await checks.look(
      'Discord token',
      'Copy the token of the bot from discord.com/developers into the key discord.token.',
      () => Promise.all([api.get<APIUser>(Routes.user()), api.get<APIApplication>(Routes.currentApplication())]),
    );
    if (known === undefined) return checks.list;
    const [bot, application] = known;
    checks.good('Discord token', `valid, the bot is called ${bot.username}`);
    checks.good('Discord intents', 'Heron asks for no privileged one');
    checks.good('Discord invite', inviteUrl(application.id));
    if (guild === '') {
      checks.good('Discord server', 'none is set (discord.guild): only private messages of owners are answered');
      return checks.list;
    }
    const invite = `Invite the bot: ${inviteUrl(application.id)}`;
    const there = await checks.look('Discord server', invite, () =>
      Promise.all([
        api.get<{ id: string; name: string; roles: APIRole[] }>(Routes.guild(guild)),
        api.get<APIGuildMember>(Routes.guildMember(guild, bot.id)),
      ]),
    );
    if (there !== undefined) {
      const [{ name, roles }, member] = there;
      checks.good('Discord server', `the bot is in ${name}`);
      if (channel === '') checks.good('Discord channel', 'none is set (discord.channel): Heron speaks in no channel of the server');
      const room = await (channel === ''
        ? undefined
        : checks.look('Discord channel', 'Set discord.channel to a channel that the bot may see.', () =>
            api.get<{ name?: string; guild_id?: string; permission_overwrites?: Standing['overwrites'] }>(Routes.channel(channel)),
          ));
      if (room !== undefined && room.guild_id !== guild)
        checks.bad('Discord channel', 'it is in another server', 'Set discord.channel to a channel of discord.guild.');
      else if (room !== undefined) {
        const overwrites = room.permission_overwrites ?? [];
        const missing = missingOf({ guildId: guild, userId: bot.id, held: member.roles, roles, overwrites });
        if (missing.length === 0) checks.good('Discord channel', `the bot may do all that it needs in #${room.name}`);
        else
          checks.bad(
            'Discord channel',
            `in #${room.name} it lacks ${missing.join(', ')}`,
            'Give the role of the bot these permissions in that channel.',
          );
      }
    }
    const same = await checks.look('Discord commands', invite, () => isRegistered(api, { applicationId: application.id, guild, commands }));
    if (same !== undefined) checks.good('Discord commands', same ? 'registered' : 'not registered yet; the next start does it');
    return checks.list;
  } finally {
    api.close();
  }
}
