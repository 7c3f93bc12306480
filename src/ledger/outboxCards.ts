import type { Reader } from './core.ts';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox.ts';

/** Kinds of rows that are a card themselves; others with a card belong under it. */
const CARD_KINDS = "('proposal', 'audit', 'adaptation')";

const SELECT = `select ${OUTBOX_COLUMNS} from outbox`;

/** The message that a card is on a channel, newest state first: waiting, or shown and known by its reference. Undefined where there is none. */
export function cardOn(ledger: Reader, channel: string, card: string): OutboxRow | undefined {
  const row = ledger.get<OutboxRow>(
    `${SELECT} where card = ? and channel = ? and kind in ${CARD_KINDS} and status <> 'merged' order by id desc limit 1`,
    card,
    channel,
  );
  if (row?.status === 'pending') return row;
  return row?.status === 'sent' && row.message_ref !== null ? row : undefined;
}

/** Reference of the message that shows a card on a channel. */
export const cardRef = (ledger: Reader, channel: string, card: string): string | undefined =>
  ledger.get<{ message_ref: string }>(
    `select message_ref from outbox where card = ? and channel = ? and kind in ${CARD_KINDS} and status = 'sent' and message_ref is not null order by id desc limit 1`,
    card,
    channel,
  )?.message_ref;

/** The first message of a card, while it waits. */
export const waitingCard = (ledger: Reader, channel: string, card: string): OutboxRow | undefined =>
  ledger.get<OutboxRow>(
    `${SELECT} where card = ? and channel = ? and kind in ${CARD_KINDS} and status = 'pending' and action = 'send' order by id limit 1`,
    card,
    channel,
  );

/** Edits of a card that wait, oldest first. */
export const waitingEdits = (ledger: Reader, channel: string, card: string): OutboxRow[] =>
  ledger.all<OutboxRow>(`${SELECT} where card = ? and channel = ? and status = 'pending' and action = 'edit' order by id`, card, channel);
