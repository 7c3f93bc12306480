import type { Api } from 'grammy';
import type { Answer, FrontDoor } from '#src/chat/platform.ts';
import { say } from '#src/chat/reply.ts';
import { faultOf } from './fault.ts';
import type { Post } from './post.ts';
import type { HeardAt } from './receive.ts';
import { channelName, readRef } from './ref.ts';
import { toastOf } from './toast.ts';

export interface ShowDeps {
  readonly api: Api;
  readonly post: Post;
  readonly frontDoor: Pick<FrontDoor, 'shown'>;
}

const ASK_IN_PRIVATE = say('The answer is for you alone.', 'Open a private chat with this bot and ask there.');

/** Shows an answer where it was asked for. Throws what grammY throws. */
export async function showMessage({ post, frontDoor }: ShowDeps, answer: Answer, at: HeardAt): Promise<void> {
  const isGroup = at.chatId < 0;
  if (answer.discreet && isGroup && at.userId !== undefined) {
    await showPrivately(post, answer, at, at.userId);
    return;
  }
  const ref = (await edited(post, answer, at.chatId)) ?? (await post.send(answer, at));
  frontDoor.shown(answer, channelName(at.chatId), ref);
}

/** The reference of the message that shows the same thing already, now brought up to date; undefined when there is none any more. */
async function edited(post: Post, answer: Answer, chatId: number): Promise<string | undefined> {
  const ref = answer.edits === undefined ? undefined : readRef(answer.edits);
  if (ref === undefined) return undefined;
  try {
    await post.edit(answer, chatId, ref);
    return answer.edits;
  } catch (error) {
    if (faultOf(error).kind === 'unchanged') return answer.edits;
    return undefined;
  }
}

/** What the group must not see goes into the private chat, without its buttons: those work only where it was asked. */
async function showPrivately(post: Post, { reply }: Answer, at: HeardAt, userId: number): Promise<void> {
  try {
    await post.send({ reply, taps: [] }, { chatId: userId });
  } catch (error) {
    if (faultOf(error).kind !== 'gone') throw error;
    await post.send({ reply: ASK_IN_PRIVATE, taps: [] }, at);
  }
}

/**
 * Ends the waiting of whoever tapped: the last thing that is done, and best effort. Telegram takes no answer to an old query, and that changes nothing.
 */
export async function acknowledge({ api }: Pick<ShowDeps, 'api'>, queryId: string, answer: Answer | undefined): Promise<void> {
  const toast = answer?.show === 'toast' ? toastOf(answer.reply) : {};
  try {
    await api.raw.answerCallbackQuery({ callback_query_id: queryId, ...toast });
  } catch {
    // The decision is in the ledger, and every copy of the card is edited by the outbox.
  }
}
