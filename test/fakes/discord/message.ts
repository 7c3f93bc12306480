import type { APIActionRowComponent, APIButtonComponent, APIEmbed } from 'discord.js';
import { type FakeUser, userJson } from './people.ts';
import { snowflake } from './snowflake.ts';

/** A file of a message, with its bytes. */
export interface FakeFile {
  readonly id: string;
  readonly filename: string;
  readonly description: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a message shows at one time. */
export interface Shown {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIActionRowComponent<APIButtonComponent>[];
  readonly files: readonly FakeFile[];
}

export const SILENT = 1 << 12;
export const EPHEMERAL = 1 << 6;
/** Set while a deferred answer shows "thinking…". */
const LOADING = 1 << 7;

/** A message in a channel, with everything that it showed before. */
export class FakeMessage {
  readonly id = snowflake();
  readonly channelId: string;
  readonly author: FakeUser;
  readonly nonce: string | undefined;
  readonly replyTo: string | undefined;
  readonly silent: boolean;
  /** Ids and words that were pinged: empty when Heron does its work. */
  readonly pings: readonly string[];
  /** Who alone sees it. */
  readonly onlyFor: string | undefined;
  /** Its states before each edit, oldest first. */
  readonly history: Shown[] = [];
  readonly at = Date.now();
  now: Shown;
  thinking: boolean;
  deleted = false;

  constructor(parts: {
    channelId: string;
    author: FakeUser;
    shown: Shown;
    nonce?: string | undefined;
    replyTo?: string | undefined;
    silent?: boolean;
    pings?: readonly string[];
    onlyFor?: string | undefined;
    thinking?: boolean;
  }) {
    this.channelId = parts.channelId;
    this.author = parts.author;
    this.now = parts.shown;
    this.nonce = parts.nonce;
    this.replyTo = parts.replyTo;
    this.silent = parts.silent ?? false;
    this.pings = parts.pings ?? [];
    this.onlyFor = parts.onlyFor;
    this.thinking = parts.thinking ?? false;
  }

  /** `<channel>/<message>`, as Heron writes it. */
  get ref(): string {
    return `${this.channelId}/${this.id}`;
  }

  get title(): string {
    return visible(this.now.embeds[0]?.title ?? '');
  }

  /** Everything that can be read, without the backslashes that a client does not show. */
  get text(): string {
    const { content, embeds } = this.now;
    const parts = embeds.flatMap(({ title, description, fields, footer }) => [
      title,
      description,
      ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
      footer?.text,
    ]);
    return [content, ...parts]
      .filter((part) => part !== undefined && part !== '')
      .map((part) => visible(part as string))
      .join('\n');
  }

  /** Labels, in the order in which they stand. */
  get buttons(): readonly string[] {
    return this.now.components.flatMap(({ components }) => components.map((one) => ('label' in one ? (one.label ?? '') : '')));
  }

  customIdOf(label: string): string | undefined {
    const all = this.now.components.flatMap(({ components }) => components);
    const found = all.find((one) => 'label' in one && one.label === label);
    return found !== undefined && 'custom_id' in found ? found.custom_id : undefined;
  }

  show(next: Shown): void {
    this.history.push(this.now);
    this.now = next;
    this.thinking = false;
  }

  /** As the wire has it (docs, "Message Object"). */
  json(): object {
    const { content, embeds, components, files } = this.now;
    const url = (name: string): string => `https://cdn.discordapp.invalid/attachments/${this.channelId}/${this.id}/${name}`;
    const bared = embeds.map((embed) => ({
      ...embed,
      ...(embed.image && {
        image: { ...embed.image, url: embed.image.url.replace(/^attachment:\/\/(.*)$/, (_, name: string) => url(name)) },
      }),
    }));
    return {
      id: this.id,
      type: this.replyTo === undefined ? 0 : 19,
      channel_id: this.channelId,
      author: userJson(this.author),
      content,
      timestamp: new Date(this.at).toISOString(),
      edited_timestamp: this.history.length > 0 ? new Date().toISOString() : null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: files.map(({ id, filename, description, contentType, bytes }) => ({
        id,
        filename,
        description,
        content_type: contentType,
        size: bytes.length,
        url: url(filename),
        proxy_url: url(filename),
      })),
      embeds: bared,
      components,
      pinned: false,
      flags: (this.silent ? SILENT : 0) | (this.onlyFor === undefined ? 0 : EPHEMERAL) | (this.thinking ? LOADING : 0),
      ...(this.nonce !== undefined && { nonce: this.nonce }),
    };
  }
}

/** What a reader sees: backslashes before signs are gone. */
const visible = (markdown: string): string => markdown.replace(/\\([^0-9A-Za-z\s])/g, '$1');
