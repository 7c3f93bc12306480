import type { FakeMessage } from './message.ts';
import { type FakeUser, userJson } from './people.ts';

/** Kinds of channels (docs, "Channel Types"). */
export const TEXT = 0;
export const DM = 1;
export const THREAD = 11;

/** What a role or a member may do in one channel beyond or below their role: bits (docs, "Permissions"). */
export interface Overwrite {
  readonly id: string;
  readonly type: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

/** A text channel, a private chat or a thread. */
export class FakeChannel {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly guildId: string | undefined;
  /** Of a thread: the channel that it belongs to. */
  readonly parentId: string | undefined;
  readonly recipient: FakeUser | undefined;
  readonly overwrites: Overwrite[] = [];
  /** Everything ever posted, also what was deleted and what only one person sees. */
  readonly all: FakeMessage[] = [];
  readonly threads: FakeChannel[] = [];
  archived = false;
  gone = false;

  constructor(parts: {
    id: string;
    type: number;
    name: string;
    guildId?: string | undefined;
    parentId?: string | undefined;
    recipient?: FakeUser;
  }) {
    this.id = parts.id;
    this.type = parts.type;
    this.name = parts.name;
    this.guildId = parts.guildId;
    this.parentId = parts.parentId;
    this.recipient = parts.recipient;
  }

  /** What everybody in the channel sees now, oldest first. */
  get messages(): readonly FakeMessage[] {
    return this.all.filter(({ deleted, thinking, onlyFor }) => !deleted && !thinking && onlyFor === undefined);
  }

  get last(): FakeMessage {
    const last = this.messages.at(-1);
    if (last === undefined) throw new Error(`nothing was posted in ${this.name}`);
    return last;
  }

  /** As the wire has it (docs, "Channel Object"). */
  json(): object {
    if (this.type === DM)
      return { id: this.id, type: DM, last_message_id: null, recipients: this.recipient ? [userJson(this.recipient)] : [] };
    const thread = this.type === THREAD && {
      parent_id: this.parentId,
      owner_id: '0',
      message_count: this.all.length,
      member_count: 1,
      thread_metadata: { archived: this.archived, auto_archive_duration: 1440, archive_timestamp: new Date().toISOString(), locked: false },
    };
    return {
      id: this.id,
      type: this.type,
      name: this.name,
      guild_id: this.guildId,
      position: 0,
      nsfw: false,
      permission_overwrites: this.overwrites.map(({ id, type, allow, deny }) => ({
        id,
        type: type === 'role' ? 0 : 1,
        allow: String(allow),
        deny: String(deny),
      })),
      ...thread,
    };
  }
}
