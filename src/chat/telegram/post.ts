import { type Api, InputFile } from 'grammy';
import type { Message } from 'grammy/types';
import type { Tappable } from '#src/chat/platform.ts';
import type { Block } from '#src/chat/reply.ts';
import type { Chart } from '#src/domain/chart.ts';
import { faultOf } from './fault.ts';
import { LONGEST_CAPTION, LONGEST_TEXT, split, squeezed } from './fit.ts';
import { keyboardOf } from './keyboard.ts';
import { type Ref, refName } from './ref.ts';
import { renderBlocks, titleOf, together } from './render.ts';
import { joined, plain, type Styled } from './styled.ts';

/** Draws a chart as PNG. */
export type Paint = (chart: Chart) => Promise<Uint8Array>;

export interface Place {
  readonly chatId: number;
  /** Topic of a forum. */
  readonly threadId?: number;
  /** The message that this one answers, if it is still there. */
  readonly replyTo?: number | undefined;
  readonly silent?: boolean;
}

/** What was sent of a message already, when it takes several: a further try goes on from there. */
export interface Progress {
  done: number;
  ref: string | undefined;
}

interface Part {
  readonly picture?: Picture;
  readonly styled: Styled;
  /** It carries the buttons, and is what later edits change. */
  readonly isMain: boolean;
}

type Picture = Extract<Block, { kind: 'chart' }>;

/** Room for what an edit adds to a caption: who approved it, and where. */
const CAPTION_RESERVE = 120;
const NO_PREVIEW = { is_disabled: true } as const;

/** Puts messages into chats. Throws what grammY throws: whoever calls makes a Fault of it. */
export class Post {
  readonly #api: Api;
  readonly #paint: Paint;

  constructor(api: Api, paint: Paint) {
    this.#api = api;
    this.#paint = paint;
  }

  /** Returns the reference of the message that has the buttons. */
  async send(tappable: Tappable, place: Place, progress: Progress = { done: 0, ref: undefined }): Promise<string> {
    const parts = partsOf(tappable);
    while (progress.done < parts.length) {
      const part = parts[progress.done] as Part;
      const at = progress.done === 0 ? place : { ...place, replyTo: undefined };
      const ref = await this.#sendPart(part, tappable, at);
      if (part.isMain) progress.ref = ref;
      progress.done++;
    }
    return progress.ref as string;
  }

  /** Changes a message, its picture included. A text that has become too long is shortened in its middle: an edit cannot make a second message. */
  async edit(tappable: Tappable, chatId: number, { kind, messageId }: Ref): Promise<void> {
    const blocks = renderBlocks(tappable);
    const target = { chat_id: chatId, message_id: messageId, ...keyboard(tappable) };
    if (kind === 'text') {
      const { text, entities } = squeezed(blocks, LONGEST_TEXT);
      await this.#api.raw.editMessageText({ ...target, text, entities: [...entities], link_preview_options: NO_PREVIEW });
      return;
    }
    const { text, entities } = squeezed(blocks, LONGEST_CAPTION);
    const caption = { caption: text, caption_entities: [...entities] };
    const picture = tappable.reply.blocks.find((block): block is Picture => block.kind === 'chart');
    const file = picture && (await this.#painted(picture));
    try {
      if (file !== undefined) {
        await this.#api.raw.editMessageMedia({ ...target, media: { type: 'photo', media: file, ...caption } });
        return;
      }
    } catch (error) {
      if (faultOf(error).kind !== 'refused') throw error;
    }
    await this.#api.raw.editMessageCaption({ ...target, ...caption });
  }

  async #sendPart({ picture, styled, isMain }: Part, tappable: Tappable, place: Place): Promise<string> {
    const file = picture && (await this.#painted(picture));
    const markup = isMain ? keyboard(tappable) : {};
    if (picture === undefined || file === undefined)
      return this.#sendText(picture ? inWords(styled, picture) : styled, { ...where(place), ...markup });
    const caption = { caption: styled.text, caption_entities: [...styled.entities] };
    try {
      return refOf(await this.#api.raw.sendPhoto({ ...where(place), ...markup, ...caption, photo: file }));
    } catch (error) {
      if (faultOf(error).kind !== 'refused') throw error;
      return this.#sendText(inWords(styled, picture), { ...where(place), ...markup });
    }
  }

  /** A text that Telegram finds fault with is sent once more with nothing in it but its words. */
  async #sendText({ text, entities }: Styled, other: ReturnType<typeof where>): Promise<string> {
    try {
      return refOf(await this.#api.raw.sendMessage({ ...other, text, entities: [...entities], link_preview_options: NO_PREVIEW }));
    } catch (error) {
      if (faultOf(error).kind !== 'refused' || entities.length === 0) throw error;
      return refOf(await this.#api.raw.sendMessage({ ...other, text, link_preview_options: NO_PREVIEW }));
    }
  }

  /** A picture that cannot be drawn is told in its words instead: a message must not wait for a picture. */
  async #painted({ chart }: Picture): Promise<InputFile | undefined> {
    try {
      return new InputFile(await this.#paint(chart), 'chart.png');
    } catch {
      return undefined;
    }
  }
}

function partsOf(tappable: Tappable): Part[] {
  const { reply } = tappable;
  const whole = together(renderBlocks(tappable));
  const [first, ...others] = reply.blocks.filter((block): block is Picture => block.kind === 'chart');
  const title = split(titleOf(reply), LONGEST_CAPTION)[0] ?? plain('…');
  const further = others.map((picture): Part => ({ picture, styled: title, isMain: false }));
  if (first !== undefined && whole.text.length <= LONGEST_CAPTION - CAPTION_RESERVE && whole.entities.length <= 100) {
    return [...further, { picture: first, styled: whole, isMain: true }];
  }
  const texts = split(whole, LONGEST_TEXT);
  const pictures: Part[] = first === undefined ? [] : [{ picture: first, styled: title, isMain: false }, ...further];
  return [...pictures, ...texts.map((styled, index): Part => ({ styled, isMain: index === texts.length - 1 }))];
}

const inWords = (styled: Styled, { alt }: Picture): Styled => {
  const words = plain(alt.slice(0, LONGEST_TEXT - styled.text.length - 2));
  return joined([styled, words], '\n\n');
};

const refOf = (message: Message): string =>
  refName({ kind: message.photo === undefined ? 'text' : 'photo', messageId: message.message_id });

const keyboard = ({ taps }: Tappable) => {
  const markup = keyboardOf(taps);
  return markup === undefined ? {} : { reply_markup: markup };
};

const where = ({ chatId, threadId, replyTo, silent }: Place) => ({
  chat_id: chatId,
  ...(threadId !== undefined && { message_thread_id: threadId }),
  ...(replyTo !== undefined && { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
  ...(silent === true && { disable_notification: true }),
});
