import { type Chats, type FakeChat, type FakeMessage, type FakePerson, type Look, live } from './chats.ts';
import { complete, formattedOf } from './formatted.ts';
import { keyboardOf } from './keyboard.ts';
import type { Pace } from './limits.ts';
import type { Menus } from './menus.ts';
import type { Payload } from './payload.ts';
import { type FakePhoto, photoOf } from './photo.ts';
import { bad } from './refusal.ts';
import type { Updates } from './updates.ts';
import { BOT, chatOnWire, membershipOnWire, messageOnWire } from './wire.ts';

/** What the methods of the Bot API act upon. */
export interface Ground {
  readonly chats: Chats;
  readonly people: ReadonlyMap<number, FakePerson>;
  readonly updates: Updates;
  readonly menus: Menus;
  readonly pace: Pace;
  readonly photos: Map<string, FakePhoto>;
  /** Ends a callback query; throws when it is unknown or too old. */
  answerQuery(id: string | undefined, text: string, alert: boolean): void;
}

type Method = (ground: Ground, payload: Payload, gone: AbortSignal) => unknown;

const ACTIONS = [
  'typing',
  'upload_photo',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video',
  'record_voice',
  'upload_video',
  'upload_voice',
];
const LONGEST_TEXT = 4_096;
const LONGEST_CAPTION = 1_024;

export const METHODS: Readonly<Record<string, Method>> = {
  getme: () => ({ ...BOT, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false }),
  getupdates: ({ updates }, payload, gone) =>
    updates.poll(
      payload.whole('offset') ?? 0,
      Math.min(100, Math.max(1, payload.whole('limit') ?? 100)),
      (payload.whole('timeout') ?? 0) * 1_000,
      payload.list('allowed_updates') as string[] | undefined,
      gone,
    ),
  getwebhookinfo: ({ updates }) => ({ url: updates.webhook, has_custom_certificate: false, pending_update_count: updates.pending }),
  deletewebhook: ({ updates }, payload) => {
    if (payload.flag('drop_pending_updates')) throw bad('this fake holds that nobody may drop pending updates');
    updates.webhook = '';
    return true;
  },
  getchat: ({ chats }, payload) => chatOnWire(chatOf(chats, payload)),
  leavechat: ({ chats, updates }, payload) => {
    const chat = chatOf(chats, payload);
    if (chat.type === 'private') throw bad("chat member status can't be changed in private chats");
    const before = chat.bot;
    chat.bot = 'left';
    updates.push('my_chat_member', membershipOnWire(chat, BOT, before));
    return true;
  },
  sendchataction: ({ chats }, payload) => {
    const chat = chats.writable(payload.whole('chat_id'));
    const action = payload.text('action') ?? '';
    if (!ACTIONS.includes(action)) throw bad('wrong parameter action in request');
    chat.actions.push(action);
    return true;
  },
  sendmessage: (ground, payload) => {
    const chat = ground.chats.writable(payload.whole('chat_id'));
    const { text, entities } = textOf(payload);
    return send(ground, chat, payload, { text, entities, keyboard: keyboardOf(payload), photo: undefined });
  },
  sendphoto: (ground, payload) => {
    const chat = ground.chats.writable(payload.whole('chat_id'));
    const photo = fileOf(ground, payload, payload.text('photo'));
    const { text, entities } = captionOf(formattedOf(payload, 'caption'));
    return send(ground, chat, payload, { text, entities, keyboard: keyboardOf(payload), photo });
  },
  editmessagetext: (ground, payload) => {
    const { chat, message } = edited(ground, payload);
    const { text, entities } = textOf(payload);
    if (message.photo !== undefined) throw bad('there is no text in the message to edit');
    return edit(ground, chat, message, { text, entities, keyboard: keyboardOf(payload), photo: undefined });
  },
  editmessagecaption: (ground, payload) => {
    const { chat, message } = edited(ground, payload);
    const { text, entities } = captionOf(formattedOf(payload, 'caption'));
    if (message.photo === undefined) throw bad('there is no caption in the message to edit');
    return edit(ground, chat, message, { text, entities, keyboard: keyboardOf(payload), photo: message.photo });
  },
  editmessagemedia: (ground, payload) => {
    const { chat, message } = edited(ground, payload);
    const media = payload.record('media');
    if (media?.type !== 'photo') throw bad("can't parse InputMedia: this fake takes photos alone");
    const photo = fileOf(ground, payload, media.media === undefined ? undefined : String(media.media));
    const given = complete(
      String(media.caption ?? ''),
      media.parse_mode as string | undefined,
      media.caption_entities as unknown[] | undefined,
    );
    const { text, entities } = captionOf(given);
    if (message.photo === undefined) throw bad('there is no media in the message to edit');
    return edit(ground, chat, message, { text, entities, keyboard: keyboardOf(payload), photo });
  },
  editmessagereplymarkup: (ground, payload) => {
    const { chat, message } = edited(ground, payload);
    const { text, entities, photo } = message;
    return edit(ground, chat, message, { text, entities, photo, keyboard: keyboardOf(payload) });
  },
  deletemessage: ({ chats }, payload) => {
    chats.delete(chats.writable(payload.whole('chat_id')), payload.whole('message_id'));
    return true;
  },
  answercallbackquery: ({ answerQuery }, payload) => {
    const text = payload.text('text') ?? '';
    if (text.length > 200) throw bad('MESSAGE_TOO_LONG');
    answerQuery(payload.text('callback_query_id'), text, payload.flag('show_alert'));
    return true;
  },
  setmycommands: ({ menus }, payload) => menus.set(payload),
  getmycommands: ({ menus }, payload) => menus.get(payload),
  deletemycommands: ({ menus }, payload) => menus.delete(payload),
};

function chatOf(chats: Chats, payload: Payload): FakeChat {
  const chat = chats.find(payload.whole('chat_id') ?? Number.NaN);
  if (chat === undefined) throw bad('chat not found');
  return chat;
}

type Formatted = Pick<Look, 'text' | 'entities'>;

function textOf(payload: Payload): Formatted {
  const { text, entities } = formattedOf(payload, 'text');
  if (text === '') throw bad('message text is empty');
  if (text.length > LONGEST_TEXT) throw bad('message is too long');
  return { text, entities };
}

function captionOf({ text, entities }: Formatted): Formatted {
  if (text.length > LONGEST_CAPTION) throw bad('message caption is too long');
  return { text, entities };
}

function fileOf({ photos }: Ground, payload: Payload, named: string | undefined): FakePhoto {
  if (named === undefined || named === '') throw bad('there is no photo in the request');
  const upload = payload.files.get(named.startsWith('attach://') ? named.slice('attach://'.length) : named);
  if (upload === undefined) {
    const known = photos.get(named);
    if (known === undefined) throw bad('wrong file identifier/HTTP URL specified');
    return known;
  }
  const photo = photoOf(upload.bytes, `photo${photos.size + 1}`);
  photos.set(photo.fileId, photo);
  return photo;
}

function send(ground: Ground, chat: FakeChat, payload: Payload, look: Look): unknown {
  const reply = payload.record('reply_parameters');
  const answered = reply === undefined ? undefined : live(chat, Number(reply.message_id));
  if (reply !== undefined && answered === undefined && reply.allow_sending_without_reply !== true)
    throw bad('message to be replied not found');
  ground.pace.take(chat.id);
  const message = ground.chats.write(chat, {
    ...look,
    from: 'bot',
    replyTo: answered?.id,
    threadId: payload.whole('message_thread_id') ?? answered?.threadId,
    silent: payload.flag('disable_notification'),
    plainLinks: payload.record('link_preview_options')?.is_disabled === true,
  });
  return messageOnWire(chat, message, ground.people);
}

function edited({ chats }: Ground, payload: Payload): { chat: FakeChat; message: FakeMessage } {
  const chat = chats.writable(payload.whole('chat_id'));
  return { chat, message: chats.editable(chat, payload.whole('message_id')) };
}

const edit = (ground: Ground, chat: FakeChat, message: FakeMessage, look: Look): unknown =>
  messageOnWire(chat, ground.chats.edit(chat, message, look), ground.people);
