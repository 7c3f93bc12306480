import { sequentialize } from '@grammyjs/runner';
import { type Api, Bot, type Context } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Answer, FrontDoor } from '#src/chat/platform.ts';
import type { Clock } from '#src/domain/clock.ts';
import { type ApiAddress, clientOptions } from './api.ts';
import { faultOf } from './fault.ts';
import { GrowingMessage } from './growingMessage.ts';
import type { Post } from './post.ts';
import { type Received, receive } from './receive.ts';
import { acknowledge, showMessage } from './show.ts';

/** After this an answer takes so long that somebody wonders. */
const TYPING_MS = 1_500;

export interface AnsweringDeps {
  readonly address: ApiAddress;
  /** For what is shown. */
  readonly api: Api;
  readonly post: Post;
  readonly frontDoor: FrontDoor;
  /** Whether Heron speaks in a chat. */
  readonly speaksIn: (channel: string) => boolean;
  readonly clock: Clock;
  /** Names of the commands that never wait behind anything. */
  readonly panic: readonly string[];
  readonly report: (sentence: string) => void;
}

/** What is left to do about an update once it has been heard. */
type Rest = () => Promise<void>;

type Asked = Context & { line: string | undefined; rest: Rest };

const NO_REST: Rest = () => Promise.resolve();

/**
 * What happens with an update. First, before anything is awaited, the front door hears of it: when `handleUpdate` has returned its promise, the inbox has
 * the update, and it may be confirmed to Telegram. So no command waits behind a slow one; what keeps its order, chat by chat, is what is shown.
 */
export function createAnswering(deps: AnsweringDeps, me: UserFromGetMe): Bot<Asked> {
  const bot = new Bot<Asked>(deps.address.token, { client: clientOptions(deps.address), botInfo: me });
  bot.use((ctx, next) => {
    const received = receive(ctx.update, me);
    ctx.line = lineOf(received, deps.panic);
    ctx.rest = begin(deps, received);
    return next();
  });
  bot.use(sequentialize((ctx) => ctx.line));
  bot.use((ctx) => ctx.rest());
  bot.catch(({ error }) => deps.report(`An answer could not be shown. ${faultOf(error).sentence}`));
  return bot;
}

/** Answers with the same line keep their order; undefined: waits for nothing. Taps are answered at once, and so is whoever stops everything. */
function lineOf(received: Received, panic: readonly string[]): string | undefined {
  if (received.kind !== 'said') return undefined;
  const { said, channel } = received.heard;
  const name = 'text' in said ? /^\/(\w+)/.exec(said.text)?.[1]?.toLowerCase() : undefined;
  return name !== undefined && panic.includes(name) ? undefined : channel;
}

function begin(deps: AnsweringDeps, received: Received): Rest {
  const { frontDoor, api } = deps;
  switch (received.kind) {
    case 'said': {
      const growing = new GrowingMessage(deps, received.place);
      const answer = hear(frontDoor, received.heard, growing.progress);
      return () => showSaid(deps, received, answer, growing);
    }
    case 'tapped': {
      const answer = received.heard === undefined ? Promise.resolve(undefined) : hear(frontDoor, received.heard);
      return () => showTapped(deps, received, answer);
    }
    case 'joined':
      return frontDoor.joined(received.group) ? NO_REST : () => leave(api, received.chatId);
    case 'left':
      frontDoor.left(received.channel, received.reason);
      return NO_REST;
    case 'moved':
      frontDoor.moved(received.channel, received.to);
      return NO_REST;
    default:
      return NO_REST;
  }
}

function hear(frontDoor: FrontDoor, ...heard: Parameters<FrontDoor['hear']>): Promise<Answer | undefined> {
  const answer = frontDoor.hear(...heard);
  // Its turn to be shown may come after it failed.
  answer.catch(() => undefined);
  return answer;
}

async function showSaid(
  deps: AnsweringDeps,
  { heard, place }: Extract<Received, { kind: 'said' }>,
  hearing: Promise<Answer | undefined>,
  growing: GrowingMessage,
): Promise<void> {
  growing.begin();
  const typing = deps.clock.after(TYPING_MS, () => void showTyping(deps.api, place));
  try {
    const answer = await hearing;
    const shown = await growing.end();
    if (answer !== undefined) await showMessage(deps, shown === undefined ? answer : { edits: shown, ...answer }, place);
  } finally {
    typing.cancel();
    // Whoever may speak was heard, also here (a halt counts anywhere); but Heron stays in no group that no owner brought it into.
    if (heard.chatKind === 'group' && !deps.speaksIn(heard.channel)) await leave(deps.api, place.chatId);
  }
}

async function showTapped(
  deps: AnsweringDeps,
  { queryId, place }: Extract<Received, { kind: 'tapped' }>,
  hearing: Promise<Answer | undefined>,
): Promise<void> {
  let answer: Answer | undefined;
  try {
    answer = await hearing;
    if (answer?.show === 'message') await showMessage(deps, answer, place);
  } finally {
    await acknowledge(deps, queryId, answer);
  }
}

async function leave(api: Api, chatId: number): Promise<void> {
  await api.raw.leaveChat({ chat_id: chatId });
}

async function showTyping(api: Api, { chatId, threadId }: { readonly chatId: number; readonly threadId?: number }): Promise<void> {
  try {
    await api.raw.sendChatAction({ chat_id: chatId, action: 'typing', ...(threadId !== undefined && { message_thread_id: threadId }) });
  } catch {
    // A sign that something is under way; the answer comes all the same.
  }
}
