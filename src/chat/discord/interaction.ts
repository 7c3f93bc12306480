import { ChannelType, ComponentType, InteractionType } from 'discord.js';
import type { Given } from './line.ts';
import { refOf } from './ref.ts';

/** What Heron reads of an interaction (docs, "Interaction Object"): nothing is looked up anywhere else. */
export interface Interaction {
  readonly id: string;
  readonly applicationId: string;
  /** Opens the way to answer for a quarter of an hour; never leaves this folder. */
  readonly token: string;
  readonly userId: string;
  readonly userName: string;
  readonly guildId: string | undefined;
  readonly roles: readonly string[];
  /** Where it happened: a channel or a thread. */
  readonly channelId: string;
  /** The channel, also when it happened in a thread of it. */
  readonly homeId: string;
  readonly title: string;
  readonly did:
    | { readonly kind: 'command'; readonly name: string; readonly options: readonly Given[] }
    | { readonly kind: 'tap'; readonly customId: string; readonly messageRef: string }
    | { readonly kind: 'typing'; readonly name: string; readonly option: string; readonly text: string };
}

/** The parts of the wire's form that are read; any may be missing. */
interface Wire {
  readonly id?: unknown;
  readonly application_id?: unknown;
  readonly token?: unknown;
  readonly type?: unknown;
  readonly guild_id?: unknown;
  readonly channel_id?: unknown;
  readonly channel?: { readonly type?: unknown; readonly name?: unknown; readonly parent_id?: unknown };
  readonly member?: { readonly user?: WireUser; readonly roles?: unknown };
  readonly user?: WireUser;
  readonly message?: { readonly id?: unknown };
  readonly data?: {
    readonly name?: unknown;
    readonly options?: readonly { readonly name?: unknown; readonly value?: unknown; readonly focused?: unknown }[];
    readonly custom_id?: unknown;
    readonly component_type?: unknown;
  };
}

interface WireUser {
  readonly id?: unknown;
  readonly username?: unknown;
  readonly global_name?: unknown;
}

const THREADS: readonly unknown[] = [ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread];

/** Undefined for what Heron has no use for, and for what makes no sense. */
export function readInteraction(payload: unknown): Interaction | undefined {
  const wire = (payload ?? {}) as Wire;
  const { id, application_id: applicationId, token, guild_id: guildId, channel_id: channelId, channel, member } = wire;
  const user = member?.user ?? wire.user;
  const userId = user?.id;
  const did = didOf(wire);
  if (!isText(id) || !isText(applicationId) || !isText(token) || !isText(channelId) || !isText(userId) || did === undefined)
    return undefined;
  const parent = THREADS.includes(channel?.type) && isText(channel?.parent_id) ? channel.parent_id : channelId;
  const userName = [user?.global_name, user?.username].find(isText) ?? userId;
  const roles = Array.isArray(member?.roles) ? member.roles.filter(isText) : [];
  return {
    id,
    applicationId,
    token,
    userId,
    userName,
    guildId: isText(guildId) ? guildId : undefined,
    roles,
    channelId,
    homeId: parent,
    title: isText(channel?.name) ? `#${channel.name}` : userName,
    did,
  };
}

/** Half a sign could not be kept as it is. */
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed();

function didOf({ type, data, message, channel_id: channelId }: Wire): Interaction['did'] | undefined {
  const options = Array.isArray(data?.options) ? data.options.filter((option) => typeof option === 'object' && option !== null) : [];
  if (type === InteractionType.ApplicationCommand && isText(data?.name)) {
    const given = options.filter(({ name, value }) => isText(name) && ['string', 'number', 'boolean'].includes(typeof value));
    return { kind: 'command', name: data.name, options: given as Given[] };
  }
  if (type === InteractionType.MessageComponent && data?.component_type === ComponentType.Button && isText(data.custom_id))
    return isText(channelId) && isText(message?.id)
      ? { kind: 'tap', customId: data.custom_id, messageRef: refOf(channelId, message.id) }
      : undefined;
  const focused = options.find((option) => option.focused === true);
  const typed = ['string', 'number'].includes(typeof focused?.value) ? String(focused?.value) : '';
  if (type === InteractionType.ApplicationCommandAutocomplete && isText(data?.name) && isText(focused?.name))
    return { kind: 'typing', name: data.name, option: focused.name, text: typed };
  return undefined;
}
