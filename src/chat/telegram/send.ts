import { type Channel, type Message, NeverSend, SendLater } from '#src/chat/platform.ts';
import { type Fault, faultOf } from './fault.ts';
import type { Post, Progress } from './post.ts';
import { channelName, chatIdOf, readRef } from './ref.ts';

/** https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: one message a second in a chat, 20 a minute in a group. */
const PRIVATE_PACE = { everyMs: 1_000, perMinute: 60 } as const;
const GROUP_PACE = { everyMs: 1_000, perMinute: 20 } as const;

export interface ChannelDeps {
  readonly post: Post;
  /** A group cannot be written to any more. */
  readonly gone: (channel: string, reason: string) => void;
  /** The chat has another id now. */
  readonly moved: (channel: string, to: string) => void;
}

/** A chat of Telegram as a place where Heron speaks. Every failure becomes an error of our own, because grammY's may hold the token. */
export function createChannel(name: string, { post, gone, moved }: ChannelDeps): Channel {
  let chatId = chatIdOf(name);
  let underWay: { readonly nonce: string; readonly progress: Progress } | undefined;

  const failed = (fault: Fault): Error => {
    switch (fault.kind) {
      case 'later':
        return new SendLater(fault.sentence, fault.waitMs);
      case 'gone':
        // A person who blocked the bot may let it in again: their chat stays open.
        if (chatId < 0) gone(name, fault.sentence);
        return new NeverSend(fault.sentence);
      case 'missing':
      case 'refused':
        return new NeverSend(fault.sentence);
      default:
        return new Error(fault.sentence);
    }
  };

  const deliver = async ({ action, ref, under, silent, nonce, ...tappable }: Message): Promise<string> => {
    const target = action === 'edit' && ref !== undefined ? readRef(ref) : undefined;
    if (target !== undefined && ref !== undefined) {
      await post.edit(tappable, chatId, target);
      return ref;
    }
    if (action === 'edit') throw new NeverSend('the message to be changed is not one of Telegram');
    if (underWay?.nonce !== nonce) underWay = { nonce, progress: { done: 0, ref: undefined } };
    const replyTo = under === undefined ? undefined : readRef(under)?.messageId;
    const sent = await post.send(tappable, { chatId, silent, ...(replyTo !== undefined && { replyTo }) }, underWay.progress);
    underWay = undefined;
    return sent;
  };

  const send = async (message: Message): Promise<string | undefined> => {
    try {
      return await deliver(message);
    } catch (error) {
      if (error instanceof NeverSend) throw error;
      const fault = faultOf(error);
      if (fault.kind === 'unchanged') return message.ref;
      // Refs are counted anew in the other chat, but what is new can be said there.
      if (fault.kind !== 'moved' || fault.to === chatId) throw failed(fault);
      chatId = fault.to;
      moved(name, channelName(chatId));
      return send(message);
    }
  };

  return { name, edits: true, pace: chatId < 0 ? GROUP_PACE : PRIVATE_PACE, send };
}
