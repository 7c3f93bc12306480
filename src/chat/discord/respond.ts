import { type APIMessage, MessageFlags, Routes } from 'discord.js';
import type { Answer } from '#src/chat/platform.ts';
import { type Reply, say } from '#src/chat/reply.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Acknowledged } from './acknowledge.ts';
import type { Api } from './api.ts';
import { CODES, failureOf } from './failure.ts';
import type { Interaction } from './interaction.ts';
import { insist, type Paint, payloadOf } from './payload.ts';
import type { Postbox } from './postbox.ts';
import { placeOf, refOf } from './ref.ts';
import { type Page, toPages } from './render.ts';

/** What answers are shown with. */
export interface RespondDeps {
  readonly api: Api;
  readonly postbox: Postbox;
  readonly paint: Paint;
  /** An answer became a message that everybody in the channel can see, or one person alone. */
  readonly shown: (answer: Answer, messageRef: string) => void;
}

/** After a failure of the network, what can be said twice without harm is tried again after so many milliseconds: nobody else would do it. */
const TRY_AGAIN_MS = [300, 1_500] as const;

/** The same interface, whose edits and deletions survive a short break. */
export function persistent(api: Api, clock: Clock): Api {
  const insist = async <T>(run: () => Promise<T>): Promise<T> => {
    for (const waitMs of TRY_AGAIN_MS) {
      try {
        return await run();
      } catch (error) {
        if (failureOf(error).kind !== 'unreachable') throw error;
        await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      }
    }
    return run();
  };
  return {
    ...api,
    patch: (route, sent) => insist(() => api.patch(route, sent)),
    delete: (route, sent) => insist(() => api.delete(route, sent)),
  };
}

/** How the interaction was acknowledged. */
export interface Opened {
  readonly acknowledged: Acknowledged;
  /** "Thinking…" is seen by the one who asked alone. */
  readonly hidden: boolean;
}

const HIDDEN = { flags: MessageFlags.Ephemeral } as const;

/**
 * Shows what the front door answered. Best effort, after the decision: a message of the bot where the interaction can no longer be answered, nothing where that
 * would tell everybody what is meant for one. Throws DiscordFailure.
 */
export async function respond(
  deps: RespondDeps,
  interaction: Interaction,
  { acknowledged, hidden }: Opened,
  answer: Answer | undefined,
): Promise<void> {
  const { api, postbox, shown } = deps;
  const { applicationId, token, did, channelId, guildId } = interaction;
  if (acknowledged === 'elsewhere') return;
  if (acknowledged === 'no') {
    if (answer === undefined || answer.show === 'toast' || (answer.discreet && guildId !== undefined)) return;
    shown(answer, await postbox.post(channelId, answer, { nonce: interaction.id, silent: false }));
    return;
  }
  const thinking = did.kind === 'command';
  const original = Routes.webhookMessage(applicationId, token);
  const takeBack = async (): Promise<void> => (thinking ? api.delete(original, { open: true }) : undefined);
  if (answer === undefined) return takeBack();
  if (answer.edits !== undefined && (await editInPlace(postbox, answer, answer.edits))) {
    shown(answer, answer.edits);
    if (!thinking) return;
    if (hidden) await api.patch(original, { body: await pageBody(deps, pointingTo(answer.edits, interaction)), open: true });
    else await takeBack();
    return;
  }
  const wantsHidden = guildId !== undefined && (answer.discreet || answer.show === 'toast' || hidden);
  const pages = toPages(answer);
  if (thinking && hidden === wantsHidden) {
    shown(wantsHidden ? unpinned(answer) : answer, await patchFirst(deps, original, channelId, pages[0]));
  } else {
    // A first further message would take the place of "thinking…" and be as visible as that.
    await takeBack();
    shown(wantsHidden ? unpinned(answer) : answer, await followUp(deps, interaction, pages[0], wantsHidden));
  }
  for (const page of pages.slice(1)) await followUp(deps, interaction, page, wantsHidden);
}

/** Shows the beginning of an answer in the place of "thinking…", for the same eyes; the whole answer takes its place later. */
export async function showGrowing(
  deps: Pick<RespondDeps, 'api' | 'paint'>,
  { applicationId, token }: Interaction,
  reply: Reply,
): Promise<void> {
  await deps.api.patch(Routes.webhookMessage(applicationId, token), { body: await pageBody(deps, reply), open: true });
}

/** A message that only one person sees cannot be edited later. */
const unpinned = ({ pin: _, ...answer }: Answer): Answer => answer;

/** False when the message to edit is gone. */
async function editInPlace(postbox: Postbox, answer: Answer, ref: string): Promise<boolean> {
  try {
    await postbox.edit(ref, answer);
    return true;
  } catch (error) {
    const { code, kind } = failureOf(error);
    if (kind === 'refused' && code !== CODES.invalidForm) return false;
    throw error;
  }
}

async function patchFirst(deps: RespondDeps, route: `/${string}`, channelId: string, page: Page): Promise<string> {
  const { id } = await insist(page, await payloadOf(page, deps.paint), ({ body, files }) =>
    deps.api.patch<APIMessage>(route, { body, files, open: true }),
  );
  return refOf(channelId, id);
}

async function followUp(
  { api, paint }: RespondDeps,
  { applicationId, token, channelId }: Interaction,
  page: Page,
  hidden: boolean,
): Promise<string> {
  const route = Routes.webhook(applicationId, token);
  const { id } = await insist(page, await payloadOf(page, paint), ({ body, files }) =>
    api.post<APIMessage>(route, { body: { ...body, ...(hidden && HIDDEN) }, files, open: true }),
  );
  return refOf(channelId, id);
}

async function pageBody({ paint }: Pick<RespondDeps, 'paint'>, reply: Reply): Promise<object> {
  return (await payloadOf(toPages({ reply, taps: [] })[0], paint)).body;
}

const pointingTo = (ref: string, { channelId }: Interaction): Reply =>
  say(placeOf(ref)?.channelId === channelId ? 'The card above is up to date.' : 'The card in the other channel is up to date.');
