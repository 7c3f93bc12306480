import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { sealOf } from './seal.ts';

/** A message that waits, or was delivered. `reply` is JSON of a Reply. */
export interface OutboxRow {
  readonly id: number;
  readonly event_seq: number;
  readonly channel: string;
  readonly reply: string;
  readonly status: 'pending' | 'sent';
  readonly attempts: number;
  readonly created_at: string;
  readonly sent_at: string | null;
}

const COLUMNS = 'id, event_seq, channel, reply, status, attempts, created_at, sent_at';

/** Queues a message about an event for a channel; the same event is queued once per channel, whatever happens. */
export function queueMessage(tx: LedgerTx, eventSeq: number, channel: string, reply: string, at: Instant): void {
  const known = tx.get<{ id: number }>('select id from outbox where event_seq = ? and channel = ?', eventSeq, channel);
  if (known !== undefined) return;
  const created = toIso(at);
  tx.run(
    "insert into outbox (event_seq, channel, reply, status, attempts, created_at, sent_at, seal) values (?, ?, ?, 'pending', 0, ?, null, '')",
    eventSeq,
    channel,
    reply,
    created,
  );
  const id = (tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number }).id;
  reseal(tx, { id, event_seq: eventSeq, channel, reply, status: 'pending', attempts: 0, created_at: created, sent_at: null });
}

/** Oldest first. */
export const pendingMessages = (ledger: Reader, channel: string, limit = 100): OutboxRow[] =>
  ledger.all<OutboxRow>(`select ${COLUMNS} from outbox where channel = ? and status = 'pending' order by id limit ?`, channel, limit);

export function markSent(tx: LedgerTx, row: OutboxRow, at: Instant): void {
  const next: OutboxRow = { ...row, status: 'sent', attempts: row.attempts + 1, sent_at: toIso(at) };
  tx.run('update outbox set status = ?, attempts = ?, sent_at = ? where id = ?', next.status, next.attempts, next.sent_at, next.id);
  reseal(tx, next);
}

export function markFailed(tx: LedgerTx, row: OutboxRow): void {
  const next: OutboxRow = { ...row, attempts: row.attempts + 1 };
  tx.run('update outbox set attempts = ? where id = ?', next.attempts, next.id);
  reseal(tx, next);
}

const reseal = (tx: LedgerTx, row: OutboxRow): void => tx.run('update outbox set seal = ? where id = ?', sealOf({ ...row }), row.id);
