import type { APIAttachment, APIChannel, APIMessage } from 'discord.js';
import { ChannelType, MessageFlags, Routes } from 'discord.js';
import { cleanLine } from '#src/chat/clean.ts';
import { forgetOldest } from '#src/chat/forgetOldest.ts';
import type { Tappable } from '#src/chat/platform.ts';
import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import type { Api } from './api.ts';
import { CODES, DiscordFailure, failureOf } from './failure.ts';
import { insist, type Paint, type Payload, payloadKeeping, payloadOf } from './payload.ts';
import { placeOf, refOf } from './ref.ts';
import { type Page, toPages } from './render.ts';

const NONCE_LENGTH = 25;
const THREAD_NAME = 100;
/** A thread is put away after a day of silence; the next message takes it out again. */
const ARCHIVE_MINUTES = 1_440;
/** Of so many messages it is remembered which picture they show. */
const REMEMBERED = 500;

/** How a message is to be posted. */
export interface Manner {
  readonly nonce: string;
  readonly silent: boolean;
  /** The message that it belongs to: goes to its thread, or where there are no threads, replies to it. */
  readonly under?: string;
}

/** Where a message goes: into a channel or thread, perhaps as a reply. `card` is what a thread belongs to. */
interface Posting {
  readonly channelId: string;
  readonly replyTo?: string | undefined;
  readonly card?: { readonly channelId: string; readonly messageId: string };
}

/** Puts replies into channels as messages of the bot, and edits them. Everything it throws is a DiscordFailure. */
export class Postbox {
  readonly #api: Api;
  readonly #paint: Paint;
  /** Reference of a message → its picture: the chart's hash and the attachment. */
  readonly #pictures = new Map<string, { readonly chart: string; readonly attachment: Pick<APIAttachment, 'id'> }>();
  /** Whether a channel can have threads, once that is known. */
  readonly #threaded = new Map<string, boolean>();
  /** Threads that are there, by their id. */
  readonly #threads = new Map<string, true>();
  /** Pages that arrived of a message that did not arrive as a whole, by nonce: a further try does not repeat them. */
  readonly #arrived = new Map<string, string>();

  constructor(api: Api, paint: Paint) {
    this.#api = api;
    this.#paint = paint;
  }

  /** Posts all pages and returns the reference of the first. */
  async post(channelId: string, tappable: Tappable, { nonce, silent, under }: Manner): Promise<string> {
    const place = await this.#placeFor(channelId, under);
    const refs: string[] = [];
    for (const [index, page] of toPages(tappable).entries()) {
      const own = nonceOf(nonce, index);
      const manner = { nonce: own, enforce_nonce: true, ...(silent && { flags: MessageFlags.SuppressNotifications }) };
      const ref = this.#arrived.get(own) ?? (await this.#postPage(place, page, manner));
      remember(this.#arrived, own, ref);
      refs.push(ref);
    }
    return refs[0] as string;
  }

  /** Changes a message to show something else. What does not fit into one message is left out, and the message says so. */
  async edit(ref: string, tappable: Tappable): Promise<void> {
    const place = placeOf(ref);
    if (place === undefined) throw new DiscordFailure('refused', 'the message to edit has no known place', { code: CODES.unknownMessage });
    const page = shortened(toPages(tappable));
    const known = this.#pictures.get(ref);
    const payload =
      page.picture !== undefined && known?.chart === hashOf(page)
        ? payloadKeeping(page, known.attachment)
        : await payloadOf(page, this.#paint);
    const route = Routes.channelMessage(place.channelId, place.messageId);
    const patch = (sent: Payload): Promise<APIMessage> => this.#api.patch<APIMessage>(route, { body: sent.body, files: sent.files });
    const message = await insist(page, payload, patch).catch(async (error: unknown) => {
      if (!isCode(error, CODES.threadArchived)) throw error;
      await this.#reopen(place.channelId);
      return insist(page, payload, patch);
    });
    this.#remember(ref, page, message);
  }

  async #postPage(place: Posting, page: Page, manner: object): Promise<string> {
    const { channelId, replyTo } = place;
    const reply = replyTo !== undefined && { message_reference: { message_id: replyTo, fail_if_not_exists: false } };
    const post = ({ body, files }: Payload): Promise<APIMessage> =>
      this.#api.post<APIMessage>(Routes.channelMessages(channelId), { body: { ...body, ...manner, ...reply }, files });
    const payload = await payloadOf(page, this.#paint);
    const message = await insist(page, payload, post).catch(async (error: unknown) => {
      if (isCode(error, CODES.threadArchived)) {
        await this.#reopen(channelId);
        return insist(page, payload, post);
      }
      // Somebody deleted the thread.
      if (isCode(error, CODES.unknownChannel) && place.card !== undefined) return undefined;
      throw error;
    });
    if (message === undefined) {
      this.#threads.delete(channelId);
      const { card } = place;
      return this.#postPage({ channelId: card?.channelId ?? channelId, replyTo: card?.messageId }, page, manner);
    }
    const ref = refOf(message.channel_id, message.id);
    this.#remember(ref, page, message);
    return ref;
  }

  /** The thread of a card, which has the id of the card's message (docs, "Start Thread from Message"); a reply where there can be none. */
  async #placeFor(channelId: string, under: string | undefined): Promise<Posting> {
    const card = under === undefined ? undefined : placeOf(under);
    if (card === undefined) return { channelId };
    const asReply: Posting = { channelId: card.channelId, replyTo: card.messageId };
    if (!this.#threads.has(card.messageId)) {
      try {
        if (!(await this.#hasThreads(card.channelId))) return asReply;
        await this.#startThread(card.channelId, card.messageId);
      } catch (error) {
        const { kind, code } = failureOf(error);
        if (kind !== 'refused') throw error;
        // Somebody deleted the card: what happened next is still said, in the channel itself.
        if (code === CODES.unknownMessage) return { channelId };
        if (code !== CODES.threadExists) return asReply;
      }
      remember(this.#threads, card.messageId, true);
    }
    return { channelId: card.messageId, card };
  }

  /** It is called as its card, without what has become of that so far: the name stays. */
  async #startThread(channelId: string, messageId: string): Promise<void> {
    const { embeds } = await this.#api.get<APIMessage>(Routes.channelMessage(channelId, messageId));
    const title = cleanLine((embeds[0]?.title ?? '').replace(/\\([^0-9A-Za-z\s])/g, '$1')).trim();
    const [, id, rest] = /\b([a-z]\d+)\b[^:]*:( .+)$/.exec(title) ?? [];
    const name = [...((id === undefined ? title : `${id}:${rest}`) || 'What happened')].slice(0, THREAD_NAME).join('');
    await this.#api.post(Routes.threads(channelId, messageId), { body: { name, auto_archive_duration: ARCHIVE_MINUTES } });
  }

  /** Only text and announcement channels of a server have threads; a private chat and a thread have none. */
  async #hasThreads(channelId: string): Promise<boolean> {
    const known = this.#threaded.get(channelId);
    if (known !== undefined) return known;
    const { type } = await this.#api.get<APIChannel>(Routes.channel(channelId));
    const has = type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
    this.#threaded.set(channelId, has);
    return has;
  }

  async #reopen(threadId: string): Promise<void> {
    await this.#api.patch(Routes.channel(threadId), { body: { archived: false } });
  }

  #remember(ref: string, page: Page, { attachments }: APIMessage): void {
    const [attachment] = attachments;
    if (page.picture === undefined || attachment === undefined) this.#pictures.delete(ref);
    else remember(this.#pictures, ref, { chart: hashOf(page), attachment: { id: attachment.id } });
  }
}

/** Oldest first out, so that memory stays small. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  forgetOldest(map, REMEMBERED);
}

const hashOf = ({ picture }: Page): string => sha256(canonicalJson(JSON.parse(JSON.stringify(picture?.chart ?? null)) as Json));

/** Each page its own, the same for each try. */
const nonceOf = (nonce: string, index: number): string =>
  index === 0 && nonce.length <= NONCE_LENGTH ? nonce : sha256(`${nonce}/${index}`).slice(0, NONCE_LENGTH);

function shortened([first, ...rest]: readonly [Page, ...Page[]]): Page {
  if (rest.length === 0) return first;
  const { embed } = first;
  return { ...first, embed: { ...embed, footer: { text: 'Shortened: the rest does not fit into one message.' } } };
}

const isCode = (error: unknown, code: number): boolean => error instanceof DiscordFailure && error.code === code;
