import { FakeChannel, TEXT } from './channel.ts';
import { type FakeUser, userJson } from './people.ts';
import { snowflake } from './snowflake.ts';

export interface FakeRole {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
}

/** Bits of what members may do (docs, "Permissions"). */
export const BITS = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  createThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
} as const;

const EVERYTHING_NEEDED = Object.values(BITS).reduce((all, bit) => all | bit, 0n) & ~BITS.administrator;

/** A server, with the bot in it. Everybody may do what the bot needs, until a test takes something away. */
export class FakeGuild {
  readonly id = snowflake();
  readonly name: string;
  /** Its id is the guild's own. */
  readonly everyone: FakeRole;
  readonly roles: FakeRole[];
  readonly channels: FakeChannel[] = [];
  readonly bot: FakeUser;
  /** The bot was invited and not thrown out. */
  joined = true;

  constructor(name: string, bot: FakeUser) {
    this.name = name;
    this.bot = bot;
    this.everyone = { id: this.id, name: '@everyone', permissions: EVERYTHING_NEEDED };
    this.roles = [this.everyone];
  }

  addChannel(name: string): FakeChannel {
    const channel = new FakeChannel({ id: snowflake(), type: TEXT, name, guildId: this.id });
    this.channels.push(channel);
    return channel;
  }

  addRole(name: string, permissions = 0n): FakeRole {
    const role = { id: snowflake(), name, permissions };
    this.roles.push(role);
    return role;
  }

  /** What a member may do in a channel: roles, then the channel's word on everyone, on roles, on the member (docs, "Permission Hierarchy"). */
  may(member: FakeUser, channel: FakeChannel, bit: bigint): boolean {
    const held = this.roles.filter((role) => role === this.everyone || member.roles.includes(role.id));
    let bits = held.reduce((all, role) => all | role.permissions, 0n);
    if ((bits & BITS.administrator) !== 0n) return true;
    const parent = channel.parentId === undefined ? channel : (this.channels.find(({ id }) => id === channel.parentId) ?? channel);
    const layers = [
      parent.overwrites.filter(({ id }) => id === this.id),
      parent.overwrites.filter(({ id, type }) => type === 'role' && id !== this.id && member.roles.includes(id)),
      parent.overwrites.filter(({ id, type }) => type === 'member' && id === member.id),
    ];
    for (const layer of layers) {
      bits &= ~layer.reduce((all, { deny }) => all | deny, 0n);
      bits |= layer.reduce((all, { allow }) => all | allow, 0n);
    }
    return (bits & bit) !== 0n;
  }

  /** As the gateway has it (docs, "Guild Create"). */
  json(): object {
    return {
      id: this.id,
      name: this.name,
      icon: null,
      owner_id: '1',
      roles: this.roles.map((role) => ({
        ...role,
        permissions: String(role.permissions),
        color: 0,
        hoist: false,
        position: 0,
        managed: false,
        mentionable: false,
      })),
      emojis: [],
      stickers: [],
      features: [],
      channels: this.channels.map((channel) => channel.json()),
      threads: this.channels.flatMap(({ threads }) => threads.map((thread) => thread.json())),
      members: [
        { user: userJson(this.bot), roles: this.bot.roles, joined_at: new Date().toISOString(), deaf: false, mute: false, flags: 0 },
      ],
      presences: [],
      voice_states: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
      member_count: 1,
      large: false,
      unavailable: false,
      joined_at: new Date().toISOString(),
      verification_level: 0,
      default_message_notifications: 0,
      explicit_content_filter: 0,
      mfa_level: 0,
      premium_tier: 0,
      nsfw_level: 0,
      system_channel_flags: 0,
      preferred_locale: 'en-US',
      afk_timeout: 300,
    };
  }
}
