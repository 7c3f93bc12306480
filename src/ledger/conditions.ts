import { parseInstant, toIso } from '#src/domain/clock.ts';
import { CONDITION_MOVES, type Condition, type ConditionStatus, type ExitPlan, type Side, type Target } from '#src/domain/condition.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { tableOf } from './table.ts';

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

export const conditionRow = (one: Condition): ConditionRow => ({
  id: one.id,
  desk_id: one.deskId,
  account_id: one.accountId,
  market: one.market,
  side: one.side,
  status: one.status,
  strategist: one.strategist,
  entry: json(one.entry),
  stop: one.stop,
  targets: json(one.targets),
  risk_pct: one.riskPct,
  risk_amount: toText(one.riskAmount),
  expires_at: toIso(one.expiresAt),
  invalidation: one.invalidation === undefined ? null : json(one.invalidation),
  exits: json(one.exits),
  thesis: one.thesis,
  against: one.against ?? null,
  pattern: one.pattern ?? null,
  regime: one.regime ?? null,
  score: one.score ?? null,
  evidence: json(one.evidence),
  reference_price: one.referencePrice,
  params_hash: one.paramsHash,
  created_at: toIso(one.createdAt),
});

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
  core.insert(CONDITION, [...COLUMNS.map((column) => row[column]), event.seq], row.id);
  core.memory.conditions.set(row.id, conditionOf(row));
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

const LIVE = "('proposed', 'armed', 'triggered')";

export const loadLiveConditions = (core: Core): Condition[] =>
  core.all<ConditionRow>(`${SELECT} where status in ${LIVE} order by seq`).map(conditionOf);

export function conditionById(ledger: Reader, id: string): Condition | undefined {
  const row = ledger.get<ConditionRow>(`${SELECT} where id = ?`, id);
  return row && conditionOf(row);
}

/** Newest first. */
export const recentConditions = (ledger: Reader, limit: number): Condition[] =>
  ledger.all<ConditionRow>(`${SELECT} order by seq desc limit ?`, limit).map(conditionOf);

/** How many conditions ever reached a status, by their present one. */
export const countConditions = (ledger: Reader): { status: ConditionStatus; count: number }[] =>
  ledger.all('select status, count(*) as count from condition group by status order by status');
