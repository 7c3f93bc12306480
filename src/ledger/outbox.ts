import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { sealOf } from './seal.ts';

/** A message that waits, or what became of it. `reply` is JSON of a Reply. */
export interface OutboxRow {
  readonly id: number;
  readonly event_seq: number;
  readonly channel: string;
  readonly reply: string;
  /** `merged`: told by the row `merged_into`; `dropped`: its channel said that it can never be delivered. */
  readonly status: 'pending' | 'sent' | 'merged' | 'dropped';
  /** Tries that were begun: counted before each, so that a row that may have been shown is known as such after a crash. */
  readonly attempts: number;
  /** Time of the people, not of the market: lateness is theirs. */
  readonly created_at: string;
  readonly sent_at: string | null;
  /** `digest`: a message that stands for those that were merged into it. */
  readonly action: 'send' | 'edit' | 'digest';
  readonly kind: string;
  /** Lower goes first. */
  readonly priority: number;
  /** What the message shows or belongs to: `c1`, `d2`. */
  readonly card: string | null;
  /** The platform's own reference of the message, once it is shown. */
  readonly message_ref: string | null;
  readonly merged_into: number | null;
}

/** Every column but the seal. */
export const OUTBOX_COLUMNS = [
  'id',
  'event_seq',
  'channel',
  'reply',
  'status',
  'attempts',
  'created_at',
  'sent_at',
  'action',
  'kind',
  'priority',
  'card',
  'message_ref',
  'merged_into',
].join(', ');
const SELECT = `select ${OUTBOX_COLUMNS} from outbox`;

/** What is to be said, where, and how much it matters. */
export interface NewMessage {
  readonly eventSeq: number;
  readonly channel: string;
  /** JSON of a Reply. */
  readonly reply: string;
  /** Wall time. */
  readonly at: Instant;
  readonly action?: OutboxRow['action'];
  readonly kind?: string;
  readonly priority?: number;
  readonly card?: string | null;
}

/** Queues a message; the same action about the same event is queued once per channel, whatever happens. */
export function queueMessage(tx: LedgerTx, message: NewMessage): void {
  const { eventSeq, channel, reply, at, action = 'send', kind = 'system', priority = 50, card = null } = message;
  const known = tx.get('select id from outbox where event_seq = ? and channel = ? and action = ?', eventSeq, channel, action);
  if (known === undefined) insert(tx, { eventSeq, channel, reply, at, action, kind, priority, card });
}

function insert(tx: LedgerTx, { eventSeq, channel, reply, at, action, kind, priority, card }: Required<NewMessage>): OutboxRow {
  const created = toIso(at);
  tx.run(
    "insert into outbox (event_seq, channel, reply, status, attempts, created_at, sent_at, seal, action, kind, priority, card) values (?, ?, ?, 'pending', 0, ?, null, '', ?, ?, ?, ?)",
    eventSeq,
    channel,
    reply,
    created,
    action,
    kind,
    priority,
    card,
  );
  const { id } = tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number };
  return write(tx, {
    id,
    event_seq: eventSeq,
    channel,
    reply,
    status: 'pending',
    attempts: 0,
    created_at: created,
    sent_at: null,
    action,
    kind,
    priority,
    card,
    message_ref: null,
    merged_into: null,
  });
}

/** What matters most first, then the oldest. */
export const pendingMessages = (ledger: Reader, channel: string, limit = 100): OutboxRow[] =>
  ledger.all<OutboxRow>(`${SELECT} where channel = ? and status = 'pending' order by priority, id limit ?`, channel, limit);

/** Names of the channels for which something waits: one step in the index for each, however much waits. */
export const pendingChannels = (ledger: Reader): string[] =>
  ledger
    .all<{ channel: string }>(
      `with recursive one (channel) as (
         select (select channel from outbox where status = 'pending' order by channel limit 1)
         union all
         select (select channel from outbox where status = 'pending' and channel > one.channel order by channel limit 1) from one where channel is not null
       ) select channel from one where channel is not null`,
    )
    .map(({ channel }) => channel);

/** Another row's words take the place of this one's, and what was newer is merged into it. */
export function foldInto(tx: LedgerTx, row: OutboxRow, edits: readonly OutboxRow[]): OutboxRow {
  const newest = edits.at(-1);
  if (newest === undefined) return row;
  for (const edit of edits) markMerged(tx, edit, row.id);
  return write(tx, { ...row, reply: newest.reply });
}

export function markMerged(tx: LedgerTx, row: OutboxRow, into: number): void {
  write(tx, { ...row, status: 'merged', merged_into: into });
}

/** A try begins: written before the platform hears of it. */
export const markTried = (tx: LedgerTx, row: OutboxRow): OutboxRow => write(tx, { ...row, attempts: row.attempts + 1 });

/** It was delivered, as the message `ref` where there is one. */
export function markSent(tx: LedgerTx, row: OutboxRow, at: Instant, ref: string | null = null): void {
  write(tx, { ...row, status: 'sent', sent_at: toIso(at), message_ref: ref });
}

/** Its channel said that it can never be delivered there. */
export function markDropped(tx: LedgerTx, row: OutboxRow): void {
  write(tx, { ...row, status: 'dropped' });
}

/** A digest takes the place of rows that wait; they say into which. */
export function mergeIntoDigest(
  tx: LedgerTx,
  rows: readonly OutboxRow[],
  digest: Required<Pick<NewMessage, 'reply' | 'at' | 'kind' | 'priority'>>,
): OutboxRow {
  const last = rows.at(-1) as OutboxRow;
  const merged = insert(tx, {
    ...digest,
    eventSeq: last.event_seq,
    channel: last.channel,
    action: 'digest',
    card: null,
  });
  for (const row of rows) markMerged(tx, row, merged.id);
  return merged;
}

function write(tx: LedgerTx, row: OutboxRow): OutboxRow {
  tx.run(
    'update outbox set reply = ?, status = ?, attempts = ?, sent_at = ?, message_ref = ?, merged_into = ?, seal = ? where id = ?',
    row.reply,
    row.status,
    row.attempts,
    row.sent_at,
    row.message_ref,
    row.merged_into,
    sealOf({ ...row }),
    row.id,
  );
  return row;
}

/** How many of the newest rows are looked at to know what was told a moment ago. */
const RECENT = 64;

/** Whether a channel was told of an event of a kind after a moment; looks at the newest rows alone. */
export const toldSince = (ledger: Reader, channel: string, eventKind: string, after: Instant): boolean =>
  ledger.get(
    `select 1 from outbox join event on event.seq = outbox.event_seq
     where outbox.id > (select coalesce(max(id), 0) from outbox) - ? and outbox.channel = ? and event.kind = ? and outbox.created_at > ? limit 1`,
    RECENT,
    channel,
    eventKind,
    toIso(after),
  ) !== undefined;
