import type { Reader } from './core.ts';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox.ts';

/** Which waiting messages may be told together: those up to a number that were never tried, but neither what nobody may miss nor what waits for an answer. */
export interface Mergeable {
  readonly channel: string;
  readonly upTo: number;
  /** Ids of the conditions that can still be answered. */
  readonly answerable: readonly string[];
}

const MERGEABLE = `(action = 'send' and attempts = 0 and id <= ? and kind not in ('halt', 'order', 'audit')
  and not (kind = 'proposal' and card in (select value from json_each(?))))`;

/** The index is named: without it an order by number could make SQLite walk through everything that was ever said. */
const WAITING = "from outbox indexed by outbox_pending where channel = ? and status = 'pending'";

/** How many of them are older than a moment (ISO), and the newest of those. */
export function countLate(
  ledger: Reader,
  { channel, upTo, answerable }: Mergeable,
  before: string,
): { readonly count: number; readonly newest: number } {
  const row = ledger.get<{ count: number; newest: number | null }>(
    `select count(*) as count, max(id) as newest ${WAITING} and created_at <= ? and ${MERGEABLE}`,
    channel,
    before,
    upTo,
    JSON.stringify(answerable),
  );
  return { count: row?.count ?? 0, newest: row?.newest ?? 0 };
}

/** The oldest of them. */
export const mergeableMessages = (ledger: Reader, { channel, upTo, answerable }: Mergeable, limit: number): OutboxRow[] =>
  ledger.all<OutboxRow>(
    `select ${OUTBOX_COLUMNS} ${WAITING} and ${MERGEABLE} order by id limit ?`,
    channel,
    upTo,
    JSON.stringify(answerable),
    limit,
  );

/** What goes first among the others. */
export const firstBeside = (ledger: Reader, { channel, upTo, answerable }: Mergeable): OutboxRow | undefined =>
  ledger.get<OutboxRow>(
    `select ${OUTBOX_COLUMNS} ${WAITING} and not ${MERGEABLE} order by priority, id limit 1`,
    channel,
    upTo,
    JSON.stringify(answerable),
  );
