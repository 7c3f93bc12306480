import { type Channel, type Message, NeverSend, SendLater } from '#src/chat/platform.ts';
import { CODES, failureOf } from './failure.ts';
import type { Postbox } from './postbox.ts';
import { channelIdOf } from './ref.ts';

/** A channel takes five messages in five seconds (headers of its bucket). */
const PACE = { everyMs: 1_000, perMinute: 60 };

/** A channel of Discord for the outbox; `gone` hears when it is no more. Throws RangeError for a name that is none of Discord's. */
export function createChannel(name: string, postbox: Postbox, gone: () => void): Channel {
  const channelId = channelIdOf(name);
  return {
    name,
    edits: true,
    pace: PACE,
    async send(message: Message): Promise<string | undefined> {
      try {
        if (message.action === 'send') return await postbox.post(channelId, message, message);
        if (message.ref === undefined) throw new NeverSend('There is no message to edit.');
        await postbox.edit(message.ref, message);
        return message.ref;
      } catch (error) {
        if (error instanceof NeverSend) throw error;
        if (failureOf(error).code === CODES.unknownChannel) gone();
        throw sendingError(error);
      }
    },
  };
}

/** What the outbox is to do about a failure. A permission that is missing can be given back: such a message waits. */
function sendingError(error: unknown): Error {
  const { kind, code, message, retryAfterMs } = failureOf(error);
  if (kind === 'wait') return new SendLater(`${message}.`, retryAfterMs);
  if (code === CODES.unknownChannel || code === CODES.unknownMessage || code === CODES.invalidForm || code === CODES.tooLarge)
    return new NeverSend(`${message}.`);
  return new Error(`${message}.`);
}
