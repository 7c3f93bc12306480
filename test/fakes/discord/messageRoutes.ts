import type { Body } from './body.ts';
import { FakeChannel, TEXT, THREAD } from './channel.ts';
import { Form } from './form.ts';
import { BITS } from './guild.ts';
import { FakeMessage, type Shown, SILENT } from './message.ts';
import { shownBy } from './messageForm.ts';
import { REFUSALS } from './refusal.ts';
import type { State } from './state.ts';

/** Posts a message of the bot (docs, "Create Message"). The same nonce within a while is the same message when `enforce_nonce` asks for that. */
export function postMessage(state: State, channelId: string, body: Body): FakeMessage {
  const where = state.find(channelId)?.type === THREAD ? BITS.sendInThreads : BITS.sendMessages;
  const files = body.files.size > 0 ? [BITS.attachFiles] : [];
  const channel = state.channel(channelId, BITS.viewChannel, where, BITS.embedLinks, ...files);
  if (channel.archived) throw REFUSALS.archived();
  const shown = shownBy(body, { flags: 'bot' });
  const { nonce, enforce_nonce: enforced, message_reference: reference, flags } = body.json;
  const form = new Form();
  form.text('nonce', nonce, { max: 25 });
  form.check();
  const replyTo = (reference as { message_id?: string; fail_if_not_exists?: boolean } | undefined)?.message_id;
  if (replyTo !== undefined && !channel.messages.some(({ id }) => id === replyTo)) {
    if ((reference as { fail_if_not_exists?: boolean }).fail_if_not_exists !== false) throw REFUSALS.unknownMessage();
  }
  const again =
    enforced === true && nonce !== undefined
      ? channel.all.find((one) => one.nonce === nonce && one.author === state.bot && Date.now() - one.at < state.limits.nonceMs)
      : undefined;
  if (again !== undefined) return again;
  const message = new FakeMessage({
    channelId,
    author: state.bot,
    shown,
    nonce: nonce as string | undefined,
    replyTo,
    silent: (Number(flags ?? 0) & SILENT) !== 0,
    pings: pingsOf(shown, body.json.allowed_mentions),
  });
  channel.all.push(message);
  return message;
}

/** Whom the text pings; embeds ping nobody. Without `allowed_mentions`, everything in it does (docs, "Allowed Mentions Object"). */
export function pingsOf({ content }: Shown, allowed: unknown): string[] {
  const { parse } = (allowed ?? { parse: ['users', 'roles', 'everyone'] }) as { parse?: readonly string[] };
  const found = [...content.matchAll(/(?<!\\)@(everyone|here)|<@(&?)!?(\d+)>/g)];
  return found
    .filter(([, word, role]) => parse?.includes(word !== undefined ? 'everyone' : role === '&' ? 'roles' : 'users'))
    .map(([whole]) => whole);
}

export function editMessage(state: State, channelId: string, messageId: string, body: Body): FakeMessage {
  const channel = state.channel(channelId, BITS.viewChannel);
  const message = state.message(channel, messageId);
  if (message.author !== state.bot) throw REFUSALS.notYours();
  if (channel.archived) throw REFUSALS.archived();
  message.show(shownBy(body, { before: message.now, flags: 'bot' }));
  return message;
}

export function deleteMessage(state: State, channelId: string, messageId: string): void {
  const message = state.message(state.channel(channelId, BITS.viewChannel), messageId);
  message.deleted = true;
}

/** Begins a thread at a message; it has the message's id (docs, "Start Thread from Message"). */
export function startThread(state: State, channelId: string, messageId: string, { json }: Body): FakeChannel {
  const channel = state.channel(channelId, BITS.viewChannel, BITS.createThreads);
  if (channel.type !== TEXT) throw REFUSALS.wrongChannelType();
  const message = state.message(channel, messageId);
  if (channel.threads.some(({ id }) => id === message.id)) throw REFUSALS.threadExists();
  const form = new Form();
  form.text('name', json.name, { min: 1, max: 100, required: true });
  if (json.auto_archive_duration !== undefined) form.whole('auto_archive_duration', json.auto_archive_duration, [60, 1_440, 4_320, 10_080]);
  form.check();
  const thread = new FakeChannel({
    id: message.id,
    type: THREAD,
    name: String(json.name),
    guildId: channel.guildId,
    parentId: channel.id,
  });
  channel.threads.push(thread);
  state.dispatch('THREAD_CREATE', thread.json());
  return thread;
}

export function changeChannel(state: State, channelId: string, { json }: Body): FakeChannel {
  const channel = state.channel(channelId, BITS.viewChannel);
  if (channel.type !== THREAD) throw REFUSALS.missingPermissions();
  if (json.archived !== undefined) channel.archived = json.archived === true;
  return channel;
}
