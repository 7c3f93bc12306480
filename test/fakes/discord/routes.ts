import type { Body } from './body.ts';
import { checkCommands, type FakeCommand } from './commandForm.ts';
import { BITS } from './guild.ts';
import { acknowledge, deleteOriginal, editOriginal, followUp } from './interactionRoutes.ts';
import { changeChannel, deleteMessage, editMessage, postMessage, startThread } from './messageRoutes.ts';
import { userJson } from './people.ts';
import { REFUSALS } from './refusal.ts';
import { snowflake } from './snowflake.ts';
import type { State } from './state.ts';

interface Asked {
  readonly state: State;
  readonly body: Body;
  /** What the pattern caught. */
  readonly ids: readonly string[];
  readonly gatewayUrl: string;
}

interface Route {
  readonly matches: RegExp;
  /** The token of an interaction is in the path: the bot's own is not needed. */
  readonly open?: true;
  /** What is answered; undefined is 204. */
  run(asked: Asked): unknown;
}

const route = (method: string, path: string, run: Route['run'], open?: true): Route => ({
  matches: new RegExp(`^${method} ${path.replaceAll(':id', '(\\d{17,20})').replaceAll(':token', '([\\w-]+)')}$`),
  run,
  ...(open && { open }),
});

const id = ({ ids }: Asked, index = 0): string => ids[index] as string;
const application = ({ state }: Asked): object => ({
  id: state.bot.id,
  name: state.bot.name,
  icon: null,
  description: '',
  bot_public: false,
  bot_require_code_grant: false,
  verify_key: '',
  flags: 0,
  bot: userJson(state.bot),
});

function overwriteCommands(asked: Asked, scope: string): readonly FakeCommand[] {
  const { state, body } = asked;
  if (id(asked) !== state.bot.id) throw REFUSALS.missingAccess();
  if (scope !== 'global') state.guild(scope);
  checkCommands(body.json.list, scope === 'global' ? 'global' : 'guild');
  const commands = (body.json.list as object[]).map((command) => ({
    type: 1,
    ...command,
    id: snowflake(),
    application_id: state.bot.id,
    version: snowflake(),
    ...(scope !== 'global' && { guild_id: scope }),
    // Discord fills in what was left out; a comparison must not stumble over it.
    default_member_permissions: (command as FakeCommand).default_member_permissions ?? null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
  }));
  state.commands.set(scope, commands as unknown as FakeCommand[]);
  return commands as unknown as FakeCommand[];
}

/** What the fake can answer: what discord.js needs for a bot, and no more. */
export const ROUTES: readonly Route[] = [
  route('GET', '/gateway/bot', ({ gatewayUrl }) => ({
    url: gatewayUrl,
    shards: 1,
    session_start_limit: { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
  })),
  route('GET', '/users/@me', ({ state }) => userJson(state.bot)),
  route('GET', '/users/@me/guilds', ({ state }) => state.guilds.filter(({ joined }) => joined).map(({ id, name }) => ({ id, name }))),
  route('GET', '/applications/@me', application),
  route('GET', '/oauth2/applications/@me', application),
  route('POST', '/users/@me/channels', ({ state, body }) => {
    const user = state.users.find((one) => one.id === body.json.recipient_id);
    if (user === undefined) throw REFUSALS.unknownUser();
    return state.dmWith(user).json();
  }),
  route('GET', '/guilds/:id', (asked) => asked.state.guild(id(asked)).json()),
  route('GET', '/guilds/:id/roles', (asked) => (asked.state.guild(id(asked)).json() as { roles: unknown }).roles),
  route('GET', '/guilds/:id/members/:id', (asked) => {
    asked.state.guild(id(asked));
    const user = [...asked.state.users, asked.state.bot].find((one) => one.id === id(asked, 1));
    if (user === undefined) throw REFUSALS.unknownUser();
    return { user: userJson(user), roles: user.roles, joined_at: new Date().toISOString(), deaf: false, mute: false, flags: 0 };
  }),
  route('GET', '/applications/:id/commands', ({ state }) => state.commands.get('global') ?? []),
  route('PUT', '/applications/:id/commands', (asked) => overwriteCommands(asked, 'global')),
  route('GET', '/applications/:id/guilds/:id/commands', (asked) => {
    asked.state.guild(id(asked, 1));
    return asked.state.commands.get(id(asked, 1)) ?? [];
  }),
  route('PUT', '/applications/:id/guilds/:id/commands', (asked) => overwriteCommands(asked, id(asked, 1))),
  route('GET', '/channels/:id', (asked) => asked.state.channel(id(asked), BITS.viewChannel).json()),
  route('PATCH', '/channels/:id', (asked) => changeChannel(asked.state, id(asked), asked.body).json()),
  route('GET', '/channels/:id/messages', (asked) =>
    asked.state
      .channel(id(asked), BITS.viewChannel, BITS.readHistory)
      .messages.toReversed()
      .slice(0, 50)
      .map((message) => message.json()),
  ),
  route('GET', '/channels/:id/messages/:id', (asked) =>
    asked.state.message(asked.state.channel(id(asked), BITS.viewChannel, BITS.readHistory), id(asked, 1)).json(),
  ),
  route('POST', '/channels/:id/messages', (asked) => postMessage(asked.state, id(asked), asked.body).json()),
  route('PATCH', '/channels/:id/messages/:id', (asked) => editMessage(asked.state, id(asked), id(asked, 1), asked.body).json()),
  route('DELETE', '/channels/:id/messages/:id', (asked) => deleteMessage(asked.state, id(asked), id(asked, 1))),
  route('POST', '/channels/:id/messages/:id/threads', (asked) => startThread(asked.state, id(asked), id(asked, 1), asked.body).json()),
  route('POST', '/interactions/:id/:token/callback', (asked) => acknowledge(asked.state, id(asked), id(asked, 1), asked.body), true),
  route('POST', '/webhooks/:id/:token', (asked) => followUp(asked.state, id(asked), id(asked, 1), asked.body).json(), true),
  route(
    'PATCH',
    '/webhooks/:id/:token/messages/@original',
    (asked) => editOriginal(asked.state, id(asked), id(asked, 1), asked.body).json(),
    true,
  ),
  route('DELETE', '/webhooks/:id/:token/messages/@original', (asked) => deleteOriginal(asked.state, id(asked), id(asked, 1)), true),
];
