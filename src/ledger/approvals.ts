import type { Condition } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { projectConditionStatus } from './conditions.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { cellsOf, tableOf } from './table.ts';

/** An answer to a condition: who, when, to exactly which parameters. */
export interface ApprovalRow {
  readonly id: string;
  readonly condition_id: string;
  readonly params_hash: string;
  readonly decision: 'approve' | 'reject';
  readonly actor: string;
  readonly band: 'auto' | 'ask' | 'never';
  readonly reason: string | null;
  readonly at: string;
  readonly expires_at: string;
}

const COLUMNS = ['id', 'condition_id', 'params_hash', 'decision', 'actor', 'band', 'reason', 'at', 'expires_at'] as const;
const APPROVAL = tableOf('approval', [...COLUMNS, 'seq']);

export function projectAnswer(core: Core, event: LedgerEvent<'condition.armed' | 'condition.rejected'>): void {
  core.insert(APPROVAL, cellsOf(COLUMNS, event.data, event.seq));
  projectConditionStatus(core, event.subject, event.kind === 'condition.armed' ? 'armed' : 'rejected');
  if (event.kind === 'condition.armed') core.memory.approvals.set(event.subject, event.data);
}

/** The answer that a condition got. */
export const approvalOf = (ledger: Reader, conditionId: string): ApprovalRow | undefined =>
  ledger.get<ApprovalRow>(`select ${COLUMNS.join(', ')} from approval where condition_id = ?`, conditionId);

/** Money at risk of the last conditions that were approved at a desk, newest first; plain numbers, to compare sizes by. */
export const recentlyApprovedRisks = (ledger: Reader, deskId: string, limit: number): number[] =>
  ledger
    .all<{ risk: string }>(
      "select c.risk_amount as risk from approval a join condition c on c.id = a.condition_id where a.decision = 'approve' and c.desk_id = ? order by a.rowid desc limit ?",
      deskId,
      limit,
    )
    .map(({ risk }) => Number(risk));

/** What was approved, as far as its worth goes, by whom: with the first of two persons where two were needed. */
export interface Approved {
  readonly approvalId: string;
  readonly conditionId: string;
  readonly at: string;
  readonly actors: readonly string[];
  readonly condition: Pick<Condition, 'entry' | 'stop' | 'referencePrice' | 'riskAmount'>;
}

interface ApprovedRow extends Pick<ApprovalRow, 'id' | 'condition_id' | 'at' | 'actor'> {
  readonly row: number;
  readonly counts: 0 | 1;
  readonly pledged_by: string | null;
  readonly entry: string;
  readonly stop: string;
  readonly reference_price: string;
  readonly risk_amount: string;
}

const APPROVED = `select a.rowid as row, a.id, a.condition_id, a.at, a.decision = 'approve' and c.status in ('armed', 'triggered', 'closed') as counts, a.actor,
    (select e.actor from event e where e.subject = a.condition_id and e.kind = 'approval.pledged' order by e.seq limit 1) as pledged_by,
    c.entry, c.stop, c.reference_price, c.risk_amount
  from approval a join condition c on c.id = a.condition_id`;
const PAGE = 50;

const approvedOf = ({ id, condition_id, at, actor, pledged_by, entry, stop, reference_price, risk_amount }: ApprovedRow): Approved => ({
  approvalId: id,
  conditionId: condition_id,
  at,
  actors: pledged_by === null ? [actor] : [actor, pledged_by],
  condition: { entry: JSON.parse(entry) as Trigger, stop, referencePrice: reference_price, riskAmount: decimal(risk_amount) },
});

/**
 * What was approved after a moment and can still trade or did, newest first. Read from the end in pages: a ledger of years has no more to read than one
 * of a day.
 */
export function* approvedAfter(ledger: Reader, since: string): Generator<Approved> {
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const page = ledger.all<ApprovedRow>(`${APPROVED} where a.rowid < ? order by a.rowid desc limit ${PAGE}`, before);
    for (const row of page) {
      if (row.at <= since) return;
      if (row.counts === 1) yield approvedOf(row);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = last.row;
  }
}

/** What is approved of one condition; undefined when it cannot trade any more. */
export function approvedNow(ledger: Reader, conditionId: string): Approved | undefined {
  const row = ledger.get<ApprovedRow>(`${APPROVED} where a.condition_id = ?`, conditionId);
  return row?.counts === 1 ? approvedOf(row) : undefined;
}
