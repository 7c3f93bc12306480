import { parseInstant } from '#src/domain/clock.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { queueMessage } from '#src/ledger/outbox.ts';
import { ANNOUNCEMENTS } from './announcements.ts';
import type { Scene } from './card.ts';
import type { World } from './messages.ts';
import { channelOf } from './who.ts';

/**
 * Queues what is to be said about an event, in the transaction of the event: a fact that is durable is also going to be told, and what was rolled
 * back is not. Once per event and channel. Whoever did it on a channel has the answer to their command already, so that channel is left out.
 */
export function announce(tx: LedgerTx, event: AnyEvent, channels: readonly string[], scene: Scene): void {
  if (channels.length === 0) return;
  const render = ANNOUNCEMENTS[event.kind] as (event: AnyEvent, world: World) => ReturnType<(typeof ANNOUNCEMENTS)['halt.set']>;
  const reply = render(event, { ledger: tx, scene });
  if (reply === null) return;
  const json = canonicalJson(reply as unknown as Json);
  const spokenOn = channelOf(event.actor);
  for (const channel of channels) if (channel !== spokenOn) queueMessage(tx, event.seq, channel, json, parseInstant(event.at));
}
