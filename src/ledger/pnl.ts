import { type Instant, toIso } from '#src/domain/clock.ts';
import { type Decimal, decimal, negate } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { Reader } from './core.ts';
import { joinedSum } from './joinedSum.ts';

/** Result of closed trades. Everything that shows realized PnL comes from here or, told faster, from runningPnl.ts. Money in quote. */
export interface PnlSummary {
  readonly trades: number;
  readonly wins: number;
  /** Net of fees and funding. */
  readonly pnl: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
}

interface SummaryRow {
  trades: number;
  wins: number | null;
  /** Texts of all rows, joined: see joinedSum. */
  pnl: string | null;
  fees: string | null;
  funding: string | null;
}

const SUMS = `count(*) as trades, sum(pnl not like '-%' and pnl <> '0') as wins, group_concat(pnl, ' ') as pnl, group_concat(fees, ' ') as fees, group_concat(funding, ' ') as funding`;

const summaryOf = (row: SummaryRow): PnlSummary => ({
  trades: row.trades,
  wins: row.wins ?? 0,
  pnl: joinedSum(row.pnl),
  fees: joinedSum(row.fees),
  funding: joinedSum(row.funding),
});

/** Of trades closed in [from, to), of one desk or of all, added up from the rows. */
export function pnlBetween(ledger: Reader, from: Instant | undefined, to: Instant | undefined, deskId?: string): PnlSummary {
  const row = ledger.get<SummaryRow>(
    `select ${SUMS} from trade where closed_at >= ? and closed_at < ? and (? is null or desk_id = ?)`,
    from === undefined ? '' : toIso(from),
    to === undefined ? '~' : toIso(to),
    deskId ?? null,
    deskId ?? null,
  );
  return summaryOf(row as SummaryRow);
}

/** The result of the trades that share a key. */
export interface PnlPart extends PnlSummary {
  readonly key: string;
}

export const PERFORMANCE_BY = ['market', 'desk', 'strategist', 'pattern', 'regime', 'weekday', 'hour'] as const;
export type PerformanceBy = (typeof PERFORMANCE_BY)[number];

const GROUP: Record<PerformanceBy, string> = {
  market: 'market',
  desk: 'desk_id',
  strategist: 'strategist',
  pattern: 'pattern',
  regime: 'regime',
  weekday: "substr('SunMonTueWedThuFriSat', 1 + 3 * cast(strftime('%w', opened_at) as integer), 3)",
  hour: 'substr(opened_at, 12, 2)',
};

/** Rows of `trade` by rowid, which grows with each trade: after one, up to and with another. */
interface Rows {
  readonly after: number;
  readonly upTo: number;
}
const ALL_ROWS: Rows = { after: Number.MIN_SAFE_INTEGER, upTo: Number.MAX_SAFE_INTEGER };

/** Closed trades by one dimension (hours and weekdays UTC, of the entry), added up from the rows; the parts add up to the whole. */
export const performanceBy = (ledger: Reader, by: PerformanceBy, { after, upTo }: Rows = ALL_ROWS): PnlPart[] =>
  ledger
    .all<SummaryRow & { key: string }>(
      `select ${GROUP[by]} as key, ${SUMS} from trade where rowid > ? and rowid <= ? group by 1 order by 1`,
      after,
      upTo,
    )
    .map((row) => ({ key: row.key, ...summaryOf(row) }));

/** Mean R of all closed trades, a plain number because it is a statistic; undefined without trades. */
export function expectancyR(ledger: Reader): number | undefined {
  const rows = ledger.all<{ pnl: string; planned: string }>('select pnl, planned_risk as planned from trade order by seq');
  if (rows.length === 0) return undefined;
  const total = rows.reduce((sum, { pnl, planned }) => sum + rOf({ pnl: decimal(pnl), plannedRisk: decimal(planned) }), 0);
  return Math.round((total / rows.length) * 1e6) / 1e6;
}

/** What the books say that each closed trade brought: the postings of its fills, funding and close, gains positive. */
export const postedPnl = (ledger: Reader): Map<string, Decimal> =>
  new Map(
    ledger
      .all<{ id: string; total: string }>(
        `select t.id, decimal_sum(p.amount) as total from trade t
         join (select trade_id, seq from fill union all select trade_id, seq from funding union all select id, seq from trade) e on e.trade_id = t.id
         join posting p on p.seq = e.seq and p.book in ('pnl', 'fees', 'funding') group by t.id order by t.id`,
      )
      .map(({ id, total }) => [id, negate(decimal(total))]),
  );
