import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { recordPruned, sealOf } from './seal.ts';

/** A button of a message: an opaque token, what it means, and where it works. */
export interface ButtonRow {
  readonly id: number;
  readonly token: string;
  readonly channel: string;
  /** Null until the platform has said which message it is. */
  readonly message_ref: string | null;
  readonly command: string;
  /** Hash of the parameters that were shown; `hash@price` when they were shown at another price than the proposal's own. */
  readonly params_hash: string | null;
  /** The condition, trade or finding that it is about. */
  readonly subject: string | null;
  readonly single_use: 0 | 1;
  /** Time of the people. */
  readonly created_at: string;
  /** Time of the market where there is a `params_hash`, because a proposal lives by it; else time of the people. */
  readonly expires_at: string;
  readonly used_at: string | null;
  readonly used_by: string | null;
}

export type NewButton = Omit<ButtonRow, 'id' | 'message_ref' | 'used_at' | 'used_by'>;

const COLUMNS = 'id, token, channel, message_ref, command, params_hash, subject, single_use, created_at, expires_at, used_at, used_by';

/** Writes a button before its message is sent. A token that is there already is a bug of whoever made it (unique index). */
export function writeButton(tx: LedgerTx, button: NewButton): void {
  const { token, channel, command, params_hash, subject, single_use, created_at, expires_at } = button;
  tx.run(
    "insert into button (token, channel, message_ref, command, params_hash, subject, single_use, created_at, expires_at, used_at, used_by, seal) values (?, ?, null, ?, ?, ?, ?, ?, ?, null, null, '')",
    token,
    channel,
    command,
    params_hash,
    subject,
    single_use,
    created_at,
    expires_at,
  );
  const { id } = tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number };
  reseal(tx, { ...button, id, message_ref: null, used_at: null, used_by: null });
}

/** One look into a unique index, however many buttons there are. */
export const buttonOf = (ledger: Reader, token: string): ButtonRow | undefined =>
  ledger.get<ButtonRow>(`select ${COLUMNS} from button where token = ?`, token);

/** The newest there is; 0 without one. */
export const lastButton = (ledger: Reader): number => ledger.get<{ id: number | null }>('select max(id) as id from button')?.id ?? 0;

/** From now on the button works in this message of this channel and in no other. */
export function bindButton(tx: LedgerTx, row: ButtonRow, channel: string, messageRef: string): void {
  tx.run('update button set channel = ?, message_ref = ? where id = ?', channel, messageRef, row.id);
  reseal(tx, { ...row, channel, message_ref: messageRef });
}

/** Records who used it up. */
export function useButton(tx: LedgerTx, row: ButtonRow, by: string, at: Instant): void {
  const used_at = toIso(at);
  tx.run('update button set used_at = ?, used_by = ? where id = ?', used_at, by, row.id);
  reseal(tx, { ...row, used_at, used_by: by });
}

/**
 * Deletes the oldest rows, up to the first that expired at or after `wall` (or, if it is bound to a condition, `market`); returns how many went.
 * Give the times of both clocks a week ago.
 */
export function pruneButtons(tx: LedgerTx, { wall, market }: { readonly wall: Instant; readonly market: Instant }): number {
  const { kept, last } = tx.get<{ kept: number | null; last: number | null }>(
    'select (select min(id) from button where expires_at >= case when params_hash is null then ? else ? end) as kept, (select max(id) from button) as last',
    toIso(wall),
    toIso(market),
  ) as { kept: number | null; last: number | null };
  const upTo = kept === null ? (last ?? 0) : kept - 1;
  const gone = tx.get<{ n: number }>('select count(*) as n from button where id <= ?', upTo)?.n ?? 0;
  if (gone > 0) {
    tx.run('delete from button where id <= ?', upTo);
    recordPruned(tx, 'button', upTo);
  }
  return gone;
}

const reseal = (tx: LedgerTx, row: ButtonRow): void => tx.run('update button set seal = ? where id = ?', sealOf({ ...row }), row.id);
