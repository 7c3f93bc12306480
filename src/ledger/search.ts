import { CONDITION_MOVES, type Condition } from '#src/domain/condition.ts';
import type { Trade } from '#src/domain/trade.ts';
import { type ConditionRow, conditionOf } from './conditions.ts';
import type { Reader } from './core.ts';
import { type AnyEvent, type EventKind, type EventRow, eventOf } from './event.ts';
import { type TradeRow, tradeOf } from './trades.ts';

/** What is looked for; whatever is undefined may be anything. Instants are ISO, from the first up to but without the second. */
export interface Wanted {
  readonly market?: string | undefined;
  readonly strategist?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A row with the number of the event that made it. */
export interface Found<T> {
  readonly seq: number;
  readonly row: T;
}

/** Events of a kind are looked for among so many of the newest ones: there is no index by kind, and nobody may wait for a search. */
const NEWEST_EVENTS = 200_000;
const LAST = '~';

const R = 'case when cast(planned_risk as real) > 0 then cast(pnl as real) / cast(planned_risk as real) else 0 end';
const TRADE_ORDER = { newest: 'seq desc', oldest: 'seq', best: `${R} desc, seq desc`, worst: `${R}, seq desc` } as const;
export type TradeOrder = keyof typeof TRADE_ORDER;

/** In the order of a condition's life. */
export const STATUSES = Object.keys(CONDITION_MOVES) as [Condition['status'], ...Condition['status'][]];

const TRADES = 'from trade where closed_at >= ? and closed_at < ? and (? is null or market = ?) and (? is null or strategist = ?)';
const CONDITIONS =
  'from condition where created_at >= ? and created_at < ? and (? is null or market = ?) and (? is null or strategist = ?) and (? is null or status = ?)';

const cellsOf = ({ from, to, market, strategist }: Wanted) => [
  from ?? '',
  to ?? LAST,
  market ?? null,
  market ?? null,
  strategist ?? null,
  strategist ?? null,
];

/** Closed trades that fit, and how many there are beyond the limit; best and worst by R. */
export function searchTrades(
  ledger: Reader,
  wanted: Wanted,
  order: TradeOrder,
  limit: number,
): { readonly count: number; readonly found: readonly Found<Trade>[] } {
  const cells = cellsOf(wanted);
  const count = ledger.get<{ n: number }>(`select count(*) as n ${TRADES}`, ...cells)?.n ?? 0;
  const rows = ledger.all<TradeRow & { seq: number }>(`select * ${TRADES} order by ${TRADE_ORDER[order]} limit ?`, ...cells, limit);
  return { count, found: rows.map((row) => ({ seq: row.seq, row: tradeOf(row) })) };
}

/** Conditions that fit, the newest first, and how many there are in each status. */
export function searchConditions(
  ledger: Reader,
  { status, ...wanted }: Wanted & { readonly status?: Condition['status'] | undefined },
  limit: number,
): { readonly counts: Readonly<Partial<Record<Condition['status'], number>>>; readonly found: readonly Found<Condition>[] } {
  const cells = [...cellsOf(wanted), status ?? null, status ?? null];
  const counted = ledger.all<{ status: Condition['status']; n: number }>(
    `select status, count(*) as n ${CONDITIONS} group by status`,
    ...cells,
  );
  const numbers = new Map(counted.map(({ status: one, n }) => [one, n]));
  const rows = ledger.all<ConditionRow & { seq: number }>(`select * ${CONDITIONS} order by seq desc limit ?`, ...cells, limit);
  return {
    counts: Object.fromEntries(
      STATUSES.flatMap((one) => {
        const n = numbers.get(one);
        return n === undefined ? [] : [[one, n]];
      }),
    ),
    found: rows.map((row) => ({ seq: row.seq, row: conditionOf(row) })),
  };
}

/** Whether anything was ever proposed under this name. */
export const isStrategist = (ledger: Reader, name: string): boolean =>
  ledger.get('select 1 from condition where strategist = ? limit 1', name) !== undefined;

/** Events of some kinds, the newest first, of the newest part of the ledger; about one id where it is given. */
export function searchEvents(ledger: Reader, kinds: readonly EventKind[], about: string | undefined, limit: number): AnyEvent[] {
  const places = kinds.map(() => '?').join(', ');
  const rows = ledger.all<EventRow>(
    `select seq, at, actor, kind, subject, cause, data, hash from event
     where seq > (select max(seq) from event) - ${NEWEST_EVENTS} and kind in (${places}) and (? is null or subject = ?) order by seq desc limit ?`,
    ...kinds,
    about ?? null,
    about ?? null,
    limit,
  );
  return rows.map(eventOf);
}

/** The rows of `trade` that closed in a stretch of time, as `performanceBy` takes them: trades are written in the order in which they close. */
export function rowsOfTrades(ledger: Reader, from: string | undefined, to: string | undefined): { after: number; upTo: number } {
  const lastBefore = (at: string): number =>
    ledger.get<{ n: number | null }>('select max(rowid) as n from trade where closed_at < ?', at)?.n ?? 0;
  return { after: from === undefined ? 0 : lastBefore(from), upTo: lastBefore(to ?? LAST) };
}

/** The event of the newest posting of an account; 0 without one. */
export const lastPosting = (ledger: Reader, accountId: string): number =>
  ledger.get<{ seq: number | null }>('select max(seq) as seq from posting where account_id = ?', accountId)?.seq ?? 0;

/** The event that an analyst's record was last changed by; 0 without one. */
export const lastRecordOf = (ledger: Reader, analyst: string): number =>
  ledger.get<{ seq: number }>('select seq from analyst where name = ?', analyst)?.seq ?? 0;
