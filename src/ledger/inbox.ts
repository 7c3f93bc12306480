import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { sealOf } from './seal.ts';

export interface InboxRow {
  readonly id: number;
  readonly platform: string;
  /** The platform's own id of the update; the same id has at most one effect. */
  readonly update_id: string;
  readonly chat: string;
  readonly actor: string;
  readonly text: string;
  readonly received_at: string;
  readonly outcome: string | null;
  readonly answered_at: string | null;
}

/** Longer than anything that means something; the rest is not kept. */
export const LONGEST_TEXT = 4_000;
const LONGEST_OUTCOME = 200;

export type Received = Pick<InboxRow, 'platform' | 'update_id' | 'chat' | 'actor' | 'text'>;

/** Whether this update came in before. */
export const isReceived = (ledger: Reader, { platform, update_id }: Pick<InboxRow, 'platform' | 'update_id'>): boolean =>
  ledger.get('select 1 from inbox where platform = ? and update_id = ?', platform, update_id.toWellFormed()) !== undefined;

/** Records what came in, before anything is done about it; undefined if this update is known already. */
export function receive(tx: LedgerTx, update: Received, at: Instant): InboxRow | undefined {
  const { platform } = update;
  // Half a sign (also one that is cut in two here) would come back from the file as another one, and its seal would not fit.
  const update_id = update.update_id.toWellFormed();
  if (isReceived(tx, { platform, update_id })) return undefined;
  const chat = update.chat.toWellFormed();
  const actor = update.actor.toWellFormed();
  const text = update.text.slice(0, LONGEST_TEXT).toWellFormed();
  const received_at = toIso(at);
  tx.run(
    "insert into inbox (platform, update_id, chat, actor, text, received_at, outcome, answered_at, seal) values (?, ?, ?, ?, ?, ?, null, null, '')",
    platform,
    update_id,
    chat,
    actor,
    text,
    received_at,
  );
  const id = (tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number }).id;
  const row: InboxRow = { id, platform, update_id, chat, actor, text, received_at, outcome: null, answered_at: null };
  tx.run('update inbox set seal = ? where id = ?', sealOf({ ...row }), id);
  return row;
}

/** Records what became of it. */
export function answer(tx: LedgerTx, row: InboxRow, said: string, at: Instant): void {
  const outcome = said.slice(0, LONGEST_OUTCOME).toWellFormed();
  const next: InboxRow = { ...row, outcome, answered_at: toIso(at) };
  tx.run('update inbox set outcome = ?, answered_at = ?, seal = ? where id = ?', outcome, next.answered_at, sealOf({ ...next }), row.id);
}

/** The highest update number that the terminal gave out. */
export const countInbox = (ledger: Reader, platform: string): number =>
  ledger.get<{ n: number }>('select count(*) as n from inbox where platform = ?', platform)?.n ?? 0;
