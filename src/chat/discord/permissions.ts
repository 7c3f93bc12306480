import { PermissionFlagsBits } from 'discord.js';

/** What the bot needs, in the words of Discord's own settings. */
export const NEEDED = {
  'View Channels': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
  'Create Public Threads': PermissionFlagsBits.CreatePublicThreads,
  'Embed Links': PermissionFlagsBits.EmbedLinks,
  'Attach Files': PermissionFlagsBits.AttachFiles,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
} as const;

const ALL = Object.values(NEEDED).reduce((bits, bit) => bits | bit, 0n);

interface Overwrite {
  readonly id: string;
  /** 0: a role, 1: a member. */
  readonly type: number;
  readonly allow: string;
  readonly deny: string;
}

/** Who it is about, and where. Bits are decimal text, as on the wire. */
export interface Standing {
  readonly guildId: string;
  readonly userId: string;
  /** Roles that the member holds; the one of everybody has the guild's id and need not be among them. */
  readonly held: readonly string[];
  readonly roles: readonly { readonly id: string; readonly permissions: string }[];
  readonly overwrites: readonly Overwrite[];
}

/** Names of what is missing in a channel. Everybody's role, then the member's roles, then the channel's word on each of them (docs, "Permission Overwrites"). */
export function missingOf({ guildId, userId, held, roles, overwrites }: Standing): string[] {
  const own = roles.filter(({ id }) => id === guildId || held.includes(id));
  let bits = own.reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  if ((bits & PermissionFlagsBits.Administrator) !== 0n) return [];
  const layers = [
    overwrites.filter(({ id }) => id === guildId),
    overwrites.filter(({ id, type }) => type === 0 && id !== guildId && held.includes(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === userId),
  ];
  for (const layer of layers) {
    for (const { deny } of layer) bits &= ~BigInt(deny);
    for (const { allow } of layer) bits |= BigInt(allow);
  }
  return Object.entries(NEEDED).flatMap(([name, bit]) => ((bits & bit) === 0n ? [name] : []));
}

/** The address with which the owner of a server invites the bot: with its commands, and with what it needs and nothing else. */
export const inviteUrl = (applicationId: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot+applications.commands&permissions=${ALL}`;
