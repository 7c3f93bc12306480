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
