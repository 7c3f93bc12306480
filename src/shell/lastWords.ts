import type { Channel } from '#src/chat/platform.ts';
import { type Reply, text } from '#src/chat/reply.ts';
import type { Clock } from '#src/domain/clock.ts';
import { storageFaultOf } from '#src/ledger/storageFault.ts';

/** A platform that does not take it in this time does not get it: Heron must end. */
const PATIENCE_MS = 5_000;

/** What people are told when Heron stands still because of an error, which may be that nothing can be written any more. */
export function lastWords(error: unknown, isLive: boolean): Reply {
  const fault = storageFaultOf(error);
  const venue = isLive ? ' Orders and stops that are at the venue stay there; nobody here watches prices until Heron runs again.' : '';
  if (fault === undefined) {
    const told = [
      text(`Nothing is opened or closed from here on.${venue}`),
      text('The log says what it was. Please report it, and start Heron again.'),
    ];
    return { title: 'Heron has stopped: something inside it failed', tone: 'bad', blocks: told };
  }
  const told = [
    text(`An order is written before it is sent: what could not be written was not sent.${venue}`),
    text(`${fault.hint} Then start Heron again: it takes up by itself what happened meanwhile.`),
  ];
  return { title: `Heron has stopped, because its ledger cannot be written: ${fault.what}`, tone: 'bad', blocks: told };
}

/** Says it past the outbox, which is in the ledger: once in each channel, whoever takes it. `nonce` is the same for all. Never rejects. */
export async function sayLast(reply: Reply, channels: readonly Channel[], clock: Pick<Clock, 'after'>, nonce: string): Promise<void> {
  const { promise: waited, resolve } = Promise.withResolvers<void>();
  const patience = clock.after(PATIENCE_MS, resolve);
  const said = channels.map(async (channel) => channel.send({ action: 'send', reply, taps: [], silent: false, nonce }));
  await Promise.race([Promise.allSettled(said), waited]);
  patience.cancel();
}
