import { parseInstant, toIso } from '#src/domain/clock.ts';
import { CONDITION_MOVES, type Condition, type ConditionStatus, type ExitPlan, type Side, type Target } from '#src/domain/condition.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { approvalOf } from './approvals.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { Origin } from './origin.ts';
import { cellsOf, tableOf } from './table.ts';

export interface ConditionRow {
  readonly id: string;
  readonly desk_id: string;
  readonly account_id: string;
  readonly market: string;
  readonly side: Side;
  readonly status: ConditionStatus;
  readonly strategist: string;
  readonly entry: string;
  readonly stop: string;
  readonly targets: string;
  readonly risk_pct: number;
  readonly risk_amount: string;
  readonly expires_at: string;
  readonly invalidation: string | null;
  readonly exits: string;
  readonly thesis: string;
  readonly against: string | null;
  readonly pattern: string | null;
  readonly regime: string | null;
  readonly score: number | null;
  readonly evidence: string;
  readonly reference_price: string;
  readonly params_hash: string;
  readonly created_at: string;
}

const COLUMNS = [
  'id',
  'desk_id',
  'account_id',
  'market',
  'side',
  'status',
  'strategist',
  'entry',
  'stop',
  'targets',
  'risk_pct',
  'risk_amount',
  'expires_at',
  'invalidation',
  'exits',
  'thesis',
  'against',
  'pattern',
  'regime',
  'score',
  'evidence',
  'reference_price',
  'params_hash',
  'created_at',
] as const;
const CONDITION = tableOf('condition', [...COLUMNS, 'seq']);
const SELECT = `select ${COLUMNS.map((one) => `"${one}"`).join(', ')} from condition`;

const json = (value: unknown): string => canonicalJson(value as Json);

/** What the newest row was made from. */
const newest = new Origin<ConditionRow, Condition>();

export const conditionRow = (one: Condition): ConditionRow =>
  newest.note(
    {
      account_id: one.accountId,
      against: one.against ?? null,
      created_at: toIso(one.createdAt),
      desk_id: one.deskId,
      entry: json(one.entry),
      evidence: json(one.evidence),
      exits: json(one.exits),
      expires_at: toIso(one.expiresAt),
      id: one.id,
      invalidation: one.invalidation === undefined ? null : json(one.invalidation),
      market: one.market,
      params_hash: one.paramsHash,
      pattern: one.pattern ?? null,
      reference_price: one.referencePrice,
      regime: one.regime ?? null,
      risk_amount: toText(one.riskAmount),
      risk_pct: one.riskPct,
      score: one.score ?? null,
      side: one.side,
      status: one.status,
      stop: one.stop,
      strategist: one.strategist,
      targets: json(one.targets),
      thesis: one.thesis,
    },
    one,
  );

export const conditionOf = (row: ConditionRow): Condition => ({
  id: row.id,
  deskId: row.desk_id,
  accountId: row.account_id,
  market: row.market,
  side: row.side,
  status: row.status,
  strategist: row.strategist,
  entry: JSON.parse(row.entry) as Trigger,
  stop: row.stop,
  targets: JSON.parse(row.targets) as Target[],
  riskPct: row.risk_pct,
  riskAmount: decimal(row.risk_amount),
  expiresAt: parseInstant(row.expires_at),
  invalidation: row.invalidation === null ? undefined : (JSON.parse(row.invalidation) as Trigger),
  exits: JSON.parse(row.exits) as ExitPlan,
  thesis: row.thesis,
  against: row.against ?? undefined,
  pattern: row.pattern ?? undefined,
  regime: row.regime ?? undefined,
  score: row.score ?? undefined,
  evidence: JSON.parse(row.evidence) as string[],
  referencePrice: row.reference_price,
  paramsHash: row.params_hash,
  createdAt: parseInstant(row.created_at),
});

export function projectCondition(core: Core, event: LedgerEvent<'condition.proposed'>): void {
  const row = event.data;
  core.insert(CONDITION, cellsOf(COLUMNS, row, event.seq), row.id);
  core.memory.conditions.set(row.id, newest.of(row) ?? conditionOf(row));
}

/** Moves a condition to another status; a move that the table does not allow is a bug of the caller. */
export function projectConditionStatus(core: Core, id: string, status: ConditionStatus): void {
  const before = core.memory.conditions.get(id);
  assert(before !== undefined, `condition ${id} is not live and cannot become ${status}`);
  assert(CONDITION_MOVES[before.status].includes(status), `condition ${id} cannot go from ${before.status} to ${status}`);
  core.change(CONDITION, id, 'status', status);
  if (CONDITION_MOVES[status].length === 0) {
    core.memory.conditions.delete(id);
    core.memory.orderCounts.delete(id);
  } else core.memory.conditions.set(id, { ...before, status });
}

/** A condition that was closed because its entry came to nothing is live again: the venue had the entry after all. */
export function projectReopened(core: Core, id: string): void {
  const before = core.memory.conditions.get(id) ?? conditionById(core, id);
  assert(before?.status === 'closed', `condition ${id} is ${before?.status ?? 'not there'} and cannot be reopened`);
  core.change(CONDITION, id, 'status', 'triggered');
  core.memory.conditions.set(id, { ...before, status: 'triggered' });
  const approval = approvalOf(core, id);
  if (approval !== undefined) core.memory.approvals.set(id, approval);
  core.memory.orderCounts.set(id, core.get<{ n: number }>('select count(*) as n from "order" where condition_id = ?', id)?.n ?? 0);
}

const LIVE = "('proposed', 'armed', 'triggered')";

export const loadLiveConditions = (core: Core): Condition[] =>
  core.all<ConditionRow>(`${SELECT} where status in ${LIVE} order by seq`).map(conditionOf);

export function conditionById(ledger: Reader, id: string): Condition | undefined {
  const row = ledger.get<ConditionRow>(`${SELECT} where id = ?`, id);
  return row && conditionOf(row);
}

/** What a desk proposed in [from, to), ISO, whatever became of it; oldest first. */
export const conditionsBetween = (ledger: Reader, deskId: string, from: string, to: string): ConditionRow[] =>
  ledger.all<ConditionRow>(`${SELECT} where desk_id = ? and created_at >= ? and created_at < ? order by seq`, deskId, from, to);
