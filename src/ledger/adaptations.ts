import type { Change } from '#src/domain/adaptation.ts';
import type { Core, Reader } from './core.ts';
import type { AnyEvent, LedgerEvent } from './event.ts';

export type AdaptationGrade = 'inconclusive' | 'improved' | 'harmful';

/** A bounded change of how a desk trades, from its proposal to its end. */
export interface AdaptationRow {
  readonly id: string;
  readonly at: string;
  readonly desk_id: string;
  readonly insight_id: string | null;
  /** JSON of a `Change` (domain/adaptation.ts). */
  readonly change: string;
  /** What it is about (`targetOf`): two with the same target are not tried within a day of each other. */
  readonly target: string;
  /** A sentence. */
  readonly reason: string;
  /** `rules`, `model` or `user:…`. */
  readonly proposed_by: string;
  /** proposed → applied → kept or undone; proposed → rejected. `kept`: measured as improved and in force for good. */
  readonly status: 'proposed' | 'rejected' | 'applied' | 'kept' | 'undone';
  /** JSON of the replay with and without it (`Trial` in reflection); null before it was replayed. */
  readonly trial: string | null;
  readonly applied_at: string | null;
  readonly applied_by: string | null;
  readonly grade: AdaptationGrade;
  /** JSON of the last measurement against its control; null before the first. */
  readonly measured: string | null;
  readonly ended_at: string | null;
  readonly end_reason: string | null;
}

export type ProposedAdaptation = Pick<
  AdaptationRow,
  'id' | 'at' | 'desk_id' | 'insight_id' | 'change' | 'target' | 'reason' | 'proposed_by' | 'trial'
>;

const COLUMNS =
  'id, at, desk_id, insight_id, change, target, reason, proposed_by, status, trial, applied_at, applied_by, grade, measured, ended_at, end_reason';

export function projectAdaptation(core: Core, { seq, data }: LedgerEvent<'adaptation.proposed'>): void {
  const { id, at, desk_id, insight_id, change, target, reason, proposed_by, trial } = data;
  core.run(
    `insert into adaptation (${COLUMNS}, seq) values (?, ?, ?, ?, ?, ?, ?, ?, 'proposed', ?, null, null, 'inconclusive', null, null, null, ?)`,
    id,
    at,
    desk_id,
    insight_id,
    change,
    target,
    reason,
    proposed_by,
    trial,
    seq,
  );
  core.memory.adaptations.set(id, {
    ...data,
    status: 'proposed',
    applied_at: null,
    applied_by: null,
    grade: 'inconclusive',
    measured: null,
    ended_at: null,
    end_reason: null,
  });
}

type Kind = Extract<AnyEvent['kind'], `adaptation.${string}`>;

/** What each later event changes of the row. */
const CHANGES: { readonly [K in Exclude<Kind, 'adaptation.proposed'>]: (event: LedgerEvent<K>) => Partial<AdaptationRow> } = {
  'adaptation.rejected': ({ at, data }) => ({ status: 'rejected', ended_at: at, end_reason: data.reason }),
  'adaptation.applied': ({ at, actor }) => ({ status: 'applied', applied_at: at, applied_by: actor }),
  'adaptation.graded': ({ data }) => ({ grade: data.grade, measured: data.measured }),
  'adaptation.kept': ({ at, data }) => ({ status: 'kept', ended_at: at, end_reason: data.reason }),
  'adaptation.undone': ({ at, data }) => ({ status: 'undone', ended_at: at, end_reason: data.reason }),
};

export function projectAdaptationChange<K extends keyof typeof CHANGES>(core: Core, event: LedgerEvent<K>): void {
  const change = CHANGES[event.kind](event);
  const names = Object.keys(change) as (keyof typeof change)[];
  core.run(
    `update adaptation set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`,
    ...names.map((name) => change[name] ?? null),
    event.subject,
  );
  const row = core.memory.adaptations.get(event.subject);
  if (row === undefined) return;
  const next = { ...row, ...change };
  if (isLive(next)) core.memory.adaptations.set(event.subject, next);
  else core.memory.adaptations.delete(event.subject);
}

/** Waits for an answer, or is in force. */
const isLive = ({ status }: AdaptationRow): boolean => status === 'proposed' || status === 'applied' || status === 'kept';

/** Whether it changes how the desk trades now. */
export const isInForce = ({ status }: AdaptationRow): boolean => status === 'applied' || status === 'kept';

/** By row, because rows are replaced when something changes: what was parsed lives as long as what it was parsed from. */
const parsed = new WeakMap<AdaptationRow, Change>();

/** The change of a row, parsed once. */
export function changeOf(row: AdaptationRow): Change {
  const known = parsed.get(row);
  if (known !== undefined) return known;
  const change = JSON.parse(row.change) as Change;
  parsed.set(row, change);
  return change;
}

/** Order in which they were applied. */
export const byApplied = (a: AdaptationRow, b: AdaptationRow): number =>
  (a.applied_at ?? '').localeCompare(b.applied_at ?? '') || Number(a.id.slice(1)) - Number(b.id.slice(1));

export const loadAdaptations = (core: Core): AdaptationRow[] =>
  core.all<AdaptationRow>(`select ${COLUMNS} from adaptation where status in ('proposed', 'applied', 'kept') order by seq`);

export const adaptationById = (ledger: Reader, id: string): AdaptationRow | undefined =>
  ledger.get<AdaptationRow>(`select ${COLUMNS} from adaptation where id = ?`, id);

/** Newest first, also those that ended. */
export const recentAdaptations = (ledger: Reader, limit: number): AdaptationRow[] =>
  ledger.all<AdaptationRow>(`select ${COLUMNS} from adaptation order by seq desc limit ?`, limit);

/** When something with this target was last applied, ended or turned down; undefined when it never was. */
export const lastTriedAt = (ledger: Reader, target: string): string | undefined =>
  ledger.get<{ at: string | null }>('select max(coalesce(ended_at, applied_at)) as at from adaptation where target = ?', target)?.at ??
  undefined;

/** Those that were ever in force and changed a parameter, oldest first. */
export const parameterHistory = (ledger: Reader): AdaptationRow[] =>
  ledger.all<AdaptationRow>(
    `select ${COLUMNS} from adaptation where applied_at is not null and json_extract(change, '$.kind') = 'parameter' order by applied_at, seq`,
  );

/** How many of those that were ever in force came to each grade. */
export function gradeCounts(ledger: Reader): Record<AdaptationGrade, number> {
  const rows = ledger.all<{ grade: AdaptationGrade; n: number }>(
    'select grade, count(*) as n from adaptation where applied_at is not null group by grade',
  );
  const counts = { inconclusive: 0, improved: 0, harmful: 0 };
  for (const { grade, n } of rows) counts[grade] = n;
  return counts;
}
