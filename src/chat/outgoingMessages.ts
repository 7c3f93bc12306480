import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { firstHash } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { OutboxRow } from '#src/ledger/outbox.ts';
import { cardRef } from '#src/ledger/outboxCards.ts';
import { ALWAYS_TOLD, modeOf } from './notifyKinds.ts';
import { type Message, NeverSend, type Tappable } from './platform.ts';
import { isQuiet } from './quiet.ts';
import { readReply } from './readReply.ts';
import { type Reply, text } from './reply.ts';
import type { Taps } from './taps.ts';
import { duration } from './time.ts';
import { LATE_MS } from './waitingLine.ts';

/** What makes the buttons of a message work. */
export type Buttons = Pick<Taps, 'tappable' | 'bind'>;

const NO_BUTTONS: Buttons = { tappable: (reply) => ({ reply, taps: [] }), bind: () => undefined };

/** Makes messages of rows. */
export class OutgoingMessages {
  readonly #ledger: Ledger;
  readonly #buttons: Buttons;
  readonly #prefix: string;
  /** By channel: the row on its way with its buttons, so that a further try has the same ones. */
  readonly #offered = new Map<string, { readonly row: number; readonly reply: string; readonly tappable: Tappable }>();

  constructor(ledger: Ledger, buttons: Buttons = NO_BUTTONS) {
    this.#ledger = ledger;
    this.#buttons = buttons;
    this.#prefix = firstHash(ledger).slice(0, 8);
  }

  /** `why` says what kept it, if it is late. Throws NeverSend for a change of a message that is not there. */
  of(row: OutboxRow, now: Instant, why: (created: Instant) => string): Message {
    const { channel, card, action } = row;
    const shown = card === null ? undefined : cardRef(this.#ledger, channel, card);
    if (action === 'edit' && shown === undefined) throw new NeverSend(`the message of ${card} that would be changed never appeared`);
    const { reply, taps } = this.#offer(row);
    return {
      action: action === 'edit' ? 'edit' : 'send',
      reply: action === 'send' ? inTime(reply, row, now, why) : reply,
      taps,
      ...(action === 'edit' && shown !== undefined && { ref: shown }),
      ...(action === 'send' && shown !== undefined && { under: shown }),
      silent: this.#isSilent(row, now),
      nonce: `${this.#prefix}h${row.id}`,
    };
  }

  /** It has become a message. */
  sent({ channel }: OutboxRow, { taps }: Message, ref: string | undefined): void {
    this.#offered.delete(channel);
    if (ref !== undefined && taps.length > 0) this.#buttons.bind(taps, channel, ref);
  }

  /** The buttons that were made for a channel could not be written down. */
  forget(channel: string): void {
    this.#offered.delete(channel);
  }

  #offer({ id, channel, card, reply }: OutboxRow): Tappable {
    const offered = this.#offered.get(channel);
    if (offered?.row === id && offered.reply === reply) return offered.tappable;
    const condition = card === null ? undefined : this.#ledger.memory.conditions.get(card);
    const about = condition?.status === 'proposed' ? { subject: condition.id, paramsHash: condition.paramsHash } : {};
    const tappable = this.#buttons.tappable(readReply(reply), channel, about);
    this.#offered.set(channel, { row: id, reply, tappable });
    return tappable;
  }

  #isSilent({ channel, kind, action }: OutboxRow, now: Instant): boolean {
    if (action === 'edit') return true;
    const { memory } = this.#ledger;
    if (modeOf(memory, channel, kind) === 'silent') return true;
    return !ALWAYS_TOLD.has(kind) && isQuiet(memory.chats.get(channel), now);
  }
}

/** The message, and how late it is if it is late: somebody who reads `armed` must know when that was. */
function inTime(reply: Reply, { created_at }: OutboxRow, now: Instant, why: (created: Instant) => string): Reply {
  const created = parseInstant(created_at);
  const lateMs = now - created;
  return lateMs < LATE_MS ? reply : { ...reply, blocks: [text(`${duration(lateMs)} late: ${why(created)}.`), ...reply.blocks] };
}
