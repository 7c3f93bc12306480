import type { TrackRecord } from '#src/domain/calibration.ts';
import { later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { dueUntil, keepOpen, openIn } from './openOpinions.ts';

export type Direction = 'up' | 'down' | 'flat';

/** What an analyst holds about a market. */
export interface Opinion {
  readonly analyst: string;
  readonly direction: Direction;
  /** Its probability that the direction is right, 0–1; 0.5 says nothing. For `flat` it is not measured. */
  readonly strength: number;
  readonly horizonMinutes: number;
}

export interface OpinionRow {
  readonly seq: number;
  readonly analyst: string;
  readonly market: string;
  readonly at: string;
  readonly direction: Direction;
  readonly strength: number;
  readonly horizon_minutes: number;
  readonly price: number;
  readonly due_at: string;
  /** `void`: nobody looked in time, or it held no direction. */
  readonly status: 'open' | 'right' | 'wrong' | 'void';
  readonly outcome_price: number | null;
}

/** The measured record of an analyst, over all its opinions that had a direction and were resolved. */
export interface AnalystRow {
  readonly name: string;
  readonly given: number;
  readonly resolved: number;
  readonly right_count: number;
  /** Σ (strength − right)², with right as 1 or 0 (Brier 1950). */
  readonly brier_sum: number;
  /** Σ of the move in the direction held, percent of price, and Σ of its squares. */
  readonly move_sum: number;
  readonly move_squares: number;
  /** JSON: for each tenth of strength, how many and how many were right. */
  readonly buckets: string;
}

/** An opinion that is looked at later than this after its horizon is void: the price then says something else. */
const LATEST_MS = 2 * 3_600_000;

const COLUMNS = 'seq, analyst, market, at, direction, strength, horizon_minutes, price, due_at, status, outcome_price';
const INSERT = `insert into opinion (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)`;

/** New opinions, and what became of those of the same market whose horizon has passed: a function of the events alone. */
export function projectOpinions(core: Core, { seq, at, subject: market, data }: LedgerEvent<'opinions.given'>): void {
  const measured = new Map<string, AnalystRow>();
  resolveDue(core, market, at, data.price, measured);
  for (const { analyst, direction, strength, horizonMinutes } of data.opinions) {
    const due = toIso(later(parseInstant(at), horizonMinutes * 60_000));
    const status = direction === 'flat' ? 'void' : 'open';
    core.run(INSERT, seq, analyst, market, at, direction, strength, horizonMinutes, data.price, due, status);
    const row: OpinionRow = {
      seq,
      analyst,
      market,
      at,
      direction,
      strength,
      horizon_minutes: horizonMinutes,
      price: data.price,
      due_at: due,
      status,
      outcome_price: null,
    };
    if (status === 'open') openIn(core, market).push(row);
    const record = measured.get(analyst) ?? recordFor(core, analyst);
    measured.set(analyst, { ...record, given: record.given + 1 });
  }
  for (const record of measured.values()) saveAnalyst(core, record, seq);
}

function resolveDue(core: Core, market: string, at: string, price: number, measured: Map<string, AnalystRow>): void {
  const open = openIn(core, market);
  const until = dueUntil(parseInstant(at));
  for (const row of open) {
    if (row.due_at > until) continue;
    const isLate = parseInstant(at) - parseInstant(row.due_at) > LATEST_MS;
    const movePct = (price / row.price - 1) * 100 * (row.direction === 'up' ? 1 : -1);
    const status = isLate || movePct === 0 ? 'void' : movePct > 0 ? 'right' : 'wrong';
    core.run('update opinion set status = ?, outcome_price = ? where seq = ? and analyst = ?', status, price, row.seq, row.analyst);
    if (status === 'void') continue;
    const right = status === 'right' ? 1 : 0;
    const record = measured.get(row.analyst) ?? recordFor(core, row.analyst);
    measured.set(row.analyst, {
      ...record,
      resolved: record.resolved + 1,
      right_count: record.right_count + right,
      brier_sum: record.brier_sum + (row.strength - right) ** 2,
      move_sum: record.move_sum + movePct,
      move_squares: record.move_squares + movePct ** 2,
      buckets: counted(record.buckets, row.strength, right),
    });
  }
  keepOpen(
    core,
    market,
    open.filter(({ due_at }) => due_at > until),
  );
}

const recordFor = (core: Core, name: string): AnalystRow =>
  core.memory.analysts.get(name) ?? {
    name,
    given: 0,
    resolved: 0,
    right_count: 0,
    brier_sum: 0,
    move_sum: 0,
    move_squares: 0,
    buckets: JSON.stringify(Array.from({ length: 10 }, () => [0, 0])),
  };

function counted(buckets: string, strength: number, right: number): string {
  const counts = JSON.parse(buckets) as [number, number][];
  const bucket = counts[Math.min(9, Math.floor(strength * 10))] as [number, number];
  bucket[0]++;
  bucket[1] += right;
  return JSON.stringify(counts);
}

function saveAnalyst(core: Core, row: AnalystRow, seq: number): void {
  core.run(
    'insert or replace into analyst (name, given, resolved, right_count, brier_sum, move_sum, move_squares, buckets, seq) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    row.name,
    row.given,
    row.resolved,
    row.right_count,
    row.brier_sum,
    row.move_sum,
    row.move_squares,
    row.buckets,
    seq,
  );
  core.memory.analysts.set(row.name, row);
}

export const loadAnalysts = (core: Core): AnalystRow[] =>
  core.all<AnalystRow>('select name, given, resolved, right_count, brier_sum, move_sum, move_squares, buckets from analyst order by name');

/** The newest opinion of each analyst about a market, whoever spoke last. */
export const lastOpinions = (ledger: Reader, market: string): OpinionRow[] =>
  ledger.all<OpinionRow>(
    `select o.* from analyst a join opinion o on o.analyst = a.name and o.market = ?
     where o.seq = (select max(seq) from opinion where market = ? and analyst = a.name) order by o.analyst`,
    market,
    market,
  );

/** The record in figures. */
export const recordOf = ({ resolved, right_count, brier_sum, move_sum, move_squares, buckets }: AnalystRow): TrackRecord => ({
  resolved,
  right: right_count,
  brierSum: brier_sum,
  moveSum: move_sum,
  moveSquares: move_squares,
  buckets: JSON.parse(buckets) as TrackRecord['buckets'],
});
