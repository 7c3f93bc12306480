import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** Why a condition is followed without money. `control`: what an adaptation in trial kept from trading, or traded in another size. */
export type ShadowWhy = 'rejected' | 'expired' | 'benched' | 'control';

export interface ShadowRow {
  readonly id: string;
  readonly condition_id: string;
  readonly why: ShadowWhy;
  /** The adaptation in trial that it is a control of. */
  readonly adaptation_id: string | null;
  readonly market: string;
  readonly begun_at: string;
  /** `untriggered`: its trigger did not come in time; `lost`: the prices that it needs are not there. */
  readonly status: 'following' | 'closed' | 'untriggered' | 'lost';
  readonly entered_at: string | null;
  readonly ended_at: string | null;
  readonly exit_reason: string | null;
  /** Result in multiples of the planned risk, net of the costs of the paper venue. */
  readonly r: number | null;
}

export type ShadowBegin = Pick<ShadowRow, 'id' | 'condition_id' | 'why' | 'adaptation_id' | 'market' | 'begun_at'>;
export type ShadowEnd = { readonly status: 'closed' | 'untriggered' | 'lost' } & Pick<
  ShadowRow,
  'entered_at' | 'ended_at' | 'exit_reason' | 'r'
>;

const COLUMNS = 'id, condition_id, why, adaptation_id, market, begun_at, status, entered_at, ended_at, exit_reason, r';

export function projectShadow(core: Core, { seq, data }: LedgerEvent<'shadow.followed'>): void {
  const { id, condition_id, why, adaptation_id, market, begun_at } = data;
  core.run(
    `insert into shadow (${COLUMNS}, seq) values (?, ?, ?, ?, ?, ?, 'following', null, null, null, null, ?)`,
    id,
    condition_id,
    why,
    adaptation_id,
    market,
    begun_at,
    seq,
  );
  core.memory.shadows.set(id, { ...data, status: 'following', entered_at: null, ended_at: null, exit_reason: null, r: null });
}

export function projectShadowEnd(core: Core, { subject, data }: LedgerEvent<'shadow.closed'>): void {
  const { status, entered_at, ended_at, exit_reason, r } = data;
  core.run(
    'update shadow set status = ?, entered_at = ?, ended_at = ?, exit_reason = ?, r = ? where id = ?',
    status,
    entered_at,
    ended_at,
    exit_reason,
    r,
    subject,
  );
  core.memory.shadows.delete(subject);
}

/** Those that are followed. */
export const loadShadows = (core: Core): ShadowRow[] =>
  core.all<ShadowRow>(`select ${COLUMNS} from shadow where status = 'following' order by seq`);

/** What became of a condition that was not traded, as it is followed without money; undefined when it is not. */
export const shadowOf = (reader: Reader, conditionId: string): ShadowRow | undefined =>
  reader.get<ShadowRow>(`select ${COLUMNS} from shadow where condition_id = ? order by why = 'control', seq limit 1`, conditionId);
