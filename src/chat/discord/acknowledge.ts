import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { Clock } from '#src/domain/clock.ts';
import type { Api } from './api.ts';
import { CODES, failureOf } from './failure.ts';
import type { Interaction } from './interaction.ts';

/** Discord waits three seconds; what has not arrived by then never counts. */
const WITHIN_MS = 2_700;

/** `yes`: answers can be given. `no`: they cannot, whatever was decided stands. `elsewhere`: somebody else gave it, and answers. */
export type Acknowledged = 'yes' | 'no' | 'elsewhere';

/**
 * Says that the interaction arrived, before anything is known about the answer: a command shows "thinking…", seen by one person alone when `hidden`; a tapped
 * message stays as it is. Never throws.
 */
export async function acknowledge(api: Api, clock: Clock, { id, token, did }: Interaction, hidden: boolean): Promise<Acknowledged> {
  const body =
    did.kind === 'tap'
      ? { type: InteractionResponseType.DeferredMessageUpdate }
      : {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: { flags: hidden ? MessageFlags.Ephemeral : 0 },
        };
  const late = new AbortController();
  const timer = clock.after(WITHIN_MS, () => late.abort());
  const once = (): Promise<unknown> => api.post(Routes.interactionCallback(id, token), { body, open: true, signal: late.signal });
  try {
    await once();
    return 'yes';
  } catch (error) {
    if (failureOf(error).code === CODES.alreadyAcknowledged) return 'elsewhere';
    if (failureOf(error).kind !== 'unreachable' || late.signal.aborted) return 'no';
    try {
      await once();
      return 'yes';
    } catch (again) {
      // The first try had arrived, only its answer was lost.
      return failureOf(again).code === CODES.alreadyAcknowledged ? 'yes' : 'no';
    }
  } finally {
    timer.cancel();
  }
}
