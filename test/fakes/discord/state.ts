import { DM, FakeChannel } from './channel.ts';
import type { FakeCommand } from './commandForm.ts';
import { FakeGuild } from './guild.ts';
import type { FakeInteraction } from './interaction.ts';
import type { Limits } from './limits.ts';
import type { FakeMessage } from './message.ts';
import { type FakeUser, newUser } from './people.ts';
import { REFUSALS } from './refusal.ts';
import { snowflake } from './snowflake.ts';

/** Everything that this Discord knows. */
export class State {
  readonly limits: Limits;
  readonly bot: FakeUser;
  readonly guilds: FakeGuild[] = [];
  readonly users: FakeUser[] = [];
  readonly dms: FakeChannel[] = [];
  readonly interactions: FakeInteraction[] = [];
  /** By guild id; `global` for everywhere. */
  readonly commands = new Map<string, FakeCommand[]>();
  token: string;
  /** Tells the bot of something: the gateway sets this. */
  dispatch: (type: string, data: unknown) => void = () => undefined;

  constructor(limits: Limits, token: string, botName: string) {
    this.limits = limits;
    this.token = token;
    this.bot = newUser(botName, [], true);
  }

  guild(id: string): FakeGuild {
    const guild = this.guilds.find((one) => one.id === id && one.joined);
    if (guild === undefined) throw REFUSALS.unknownGuild();
    return guild;
  }

  /** A channel that exists, whether or not the bot may see it. */
  find(id: string): FakeChannel | undefined {
    const rooms = this.guilds.flatMap(({ channels }) => channels);
    return [...rooms, ...rooms.flatMap(({ threads }) => threads), ...this.dms].find((one) => one.id === id && !one.gone);
  }

  /** A channel in which the bot may do all of it; throws what Discord would answer. */
  channel(id: string, ...bits: readonly bigint[]): FakeChannel {
    const channel = this.find(id);
    if (channel === undefined) throw REFUSALS.unknownChannel();
    if (channel.guildId === undefined) return channel;
    const guild = this.guilds.find((one) => one.id === channel.guildId);
    if (guild === undefined || !guild.joined) throw REFUSALS.missingAccess();
    for (const [index, bit] of bits.entries())
      if (!guild.may(this.bot, channel, bit)) throw index === 0 ? REFUSALS.missingAccess() : REFUSALS.missingPermissions();
    return channel;
  }

  message(channel: FakeChannel, id: string): FakeMessage {
    const message = channel.all.find((one) => one.id === id && !one.deleted && one.onlyFor === undefined);
    if (message === undefined) throw REFUSALS.unknownMessage();
    return message;
  }

  dmWith(user: FakeUser): FakeChannel {
    const known = this.dms.find(({ recipient }) => recipient?.id === user.id);
    if (known !== undefined) return known;
    const channel = new FakeChannel({ id: snowflake(), type: DM, name: user.name, recipient: user });
    this.dms.push(channel);
    return channel;
  }

  addGuild(name: string): FakeGuild {
    const guild = new FakeGuild(name, this.bot);
    this.guilds.push(guild);
    return guild;
  }
}
