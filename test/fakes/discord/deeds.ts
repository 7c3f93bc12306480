import type { APIApplicationCommandBasicOption } from 'discord.js';
import type { FakeChannel } from './channel.ts';
import type { FakeCommand } from './commandForm.ts';
import { AUTOCOMPLETE, BUTTON, COMMAND, FakeInteraction } from './interaction.ts';
import type { FakeMessage } from './message.ts';
import { type FakeUser, userJson } from './people.ts';
import { snowflake } from './snowflake.ts';
import type { State } from './state.ts';

/** What a person does in a client, as the gateway tells it to the bot (docs, "Receiving and Responding"). */

/** A command typed as `/reject c1 too late`: words go to the options in their order, the last takes the rest. Throws what a client would not let through. */
export function slash(state: State, user: FakeUser, channel: FakeChannel, line: string): FakeInteraction {
  const [name = '', ...words] = line.replace(/^\//, '').split(' ');
  const command = offered(state, channel, name);
  const options = (command.options ?? []) as APIApplicationCommandBasicOption[];
  const values = options.flatMap((option, index) => {
    const value = index === options.length - 1 ? words.slice(index).join(' ') : words[index];
    if (value === undefined || value === '') {
      if (option.required) throw new Error(`the client does not send /${name} without ${option.name}`);
      return [];
    }
    return [{ type: option.type, name: option.name, value: typedAs(option, value) }];
  });
  if (words.length > 0 && options.length === 0) throw new Error(`the client does not let anybody type words after /${name}`);
  return tell(state, new FakeInteraction(COMMAND, user, channel), {
    id: command.id,
    name,
    type: 1,
    ...(values.length > 0 && { options: values }),
  });
}

function typedAs(option: APIApplicationCommandBasicOption, text: string): string | number {
  const choices = 'choices' in option ? option.choices : undefined;
  if (choices && choices.length > 0 && !choices.some(({ value }) => String(value) === text))
    throw new Error(`the client offers no ${text} for ${option.name}`);
  if (option.type !== 4) return text;
  const { min_value: min = -Infinity, max_value: max = Infinity } = option as { min_value?: number; max_value?: number };
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) throw new Error(`the client takes no ${text} for ${option.name}`);
  return value;
}

/** What a command of that name is in this place: a guild's own, else the one for everywhere, where its contexts allow it. */
function offered(state: State, channel: FakeChannel, name: string): FakeCommand {
  const own = channel.guildId === undefined ? [] : (state.commands.get(channel.guildId) ?? []);
  const context = channel.guildId === undefined ? 1 : 0;
  const everywhere = (state.commands.get('global') ?? []).filter(
    ({ contexts }) => contexts === undefined || contexts === null || contexts.includes(context),
  );
  const found = [...own, ...everywhere].find((one) => one.name === name);
  if (found === undefined) throw new Error(`the client shows no /${name} here`);
  return found;
}

/** A tap on a button of a message, by its label, or by a custom id that somebody made up. */
export function tap(
  state: State,
  user: FakeUser,
  channel: FakeChannel,
  message: FakeMessage,
  button: { label: string } | { forged: string },
): FakeInteraction {
  const customId = 'forged' in button ? button.forged : message.customIdOf(button.label);
  if (customId === undefined)
    throw new Error(`${message.title} has no button ${JSON.stringify(button)}, only ${message.buttons.join(', ')}`);
  return tell(state, new FakeInteraction(BUTTON, user, channel, message), { id: 1, custom_id: customId, component_type: 2 });
}

/** Typing into an option that is completed. Returns what is waited for: its choices. */
export function type(
  state: State,
  user: FakeUser,
  channel: FakeChannel,
  commandName: string,
  optionName: string,
  text: string,
): FakeInteraction {
  const command = offered(state, channel, commandName.replace(/^\//, ''));
  const option = (command.options as APIApplicationCommandBasicOption[] | undefined)?.find((one) => one.name === optionName);
  if (option === undefined || !('autocomplete' in option) || option.autocomplete !== true)
    throw new Error(`the client completes nothing for ${optionName} of ${commandName}`);
  const data = {
    id: command.id,
    name: command.name,
    type: 1,
    options: [{ type: option.type, name: optionName, value: text, focused: true }],
  };
  return tell(state, new FakeInteraction(AUTOCOMPLETE, user, channel), data);
}

/** The same interaction once more, as a gateway that resumes may deliver it. */
export function tellAgain(state: State, interaction: FakeInteraction, data: unknown): void {
  state.dispatch('INTERACTION_CREATE', payloadOf(state, interaction, data));
}

/** What was told of each interaction, for telling it again. */
export const TOLD = new WeakMap<FakeInteraction, unknown>();

function tell(state: State, interaction: FakeInteraction, data: unknown): FakeInteraction {
  state.interactions.push(interaction);
  TOLD.set(interaction, data);
  tellAgain(state, interaction, data);
  return interaction;
}

function payloadOf(state: State, { id, token, type: kind, user, channel, message }: FakeInteraction, data: unknown): object {
  const guild = state.guilds.find((one) => one.id === channel.guildId);
  const member = guild && {
    guild_id: guild.id,
    member: {
      user: userJson(user),
      roles: user.roles,
      permissions: '0',
      joined_at: new Date().toISOString(),
      deaf: false,
      mute: false,
      flags: 0,
      avatar: null,
    },
    guild: { id: guild.id, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
  };
  return {
    id,
    application_id: state.bot.id,
    type: kind,
    token,
    version: 1,
    channel_id: channel.id,
    channel: { ...channel.json(), permissions: '0' },
    ...(member ?? { user: userJson(user) }),
    data,
    locale: 'en-US',
    context: guild ? 0 : 1,
    app_permissions: '0',
    authorizing_integration_owners: guild ? { 0: guild.id } : { 0: '0' },
    entitlements: [],
    attachment_size_limit: 10_485_760,
    ...(message && { message: message.json() }),
    nonce: snowflake(),
  };
}
