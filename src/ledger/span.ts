import { type Instant, toIso } from '#src/domain/clock.ts';
import { type Decimal, decimal } from '#src/domain/decimal.ts';
import type { Trade } from '#src/domain/trade.ts';
import type { Reader } from './core.ts';
import { type EventRow, eventOf, type LedgerEvent } from './event.ts';
import { type TradeRow, tradeOf } from './trades.ts';

/** A trade changes the grade of a score in its own transaction: a short look ahead finds it by primary key. */
const NEAR = 64;

const IN_SPAN = 'from trade where closed_at >= ? and closed_at < ?';
const WON = "sum(pnl not like '-%' and pnl <> '0')";
/** R of a trade, a statistic and so a float. */
const R = 'case when cast(planned_risk as real) > 0 then cast(pnl as real) / cast(planned_risk as real) else 0 end';

/** A stretch of time, from its first moment to the first one after it. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** A closed trade with the event that closed it. */
export interface ClosedTrade {
  readonly seq: number;
  readonly trade: Trade;
}

/** Closed within a span, oldest first; of more than `limit` the newest. */
export const tradesIn = (ledger: Reader, { from, to }: Span, limit: number): ClosedTrade[] =>
  ledger
    .all<TradeRow & { seq: number }>(`select * ${IN_SPAN} order by closed_at desc, seq desc limit ?`, toIso(from), toIso(to), limit)
    .map((row) => ({ seq: row.seq, trade: tradeOf(row) }))
    .reverse();

/** The grades that a trade changed when it closed. */
export const gradesChangedBy = (ledger: Reader, { seq }: ClosedTrade): LedgerEvent<'score.graded'>[] =>
  ledger
    .all<EventRow>(
      `select seq, at, actor, kind, subject, cause, data, hash from event
       where seq > ? and seq <= ? and kind = 'score.graded' and cause = ? order by seq`,
      seq,
      seq + NEAR,
      seq,
    )
    .map((row) => eventOf(row) as LedgerEvent<'score.graded'>);

/** How many trades of a span ended for a reason. */
export interface ExitCount {
  readonly reason: Trade['exitReason'];
  readonly trades: number;
  readonly wins: number;
}

/** The most frequent first. */
export const exitsIn = (ledger: Reader, { from, to }: Span): ExitCount[] =>
  ledger.all<ExitCount>(
    `select exit_reason as reason, count(*) as trades, ${WON} as wins ${IN_SPAN} group by 1 order by 2 desc, 1`,
    toIso(from),
    toIso(to),
  );

/** What the trades of a span brought in one market. */
export interface MarketResult {
  readonly market: string;
  readonly trades: number;
  readonly pnl: Decimal;
  readonly meanR: number;
}

export const marketsIn = (ledger: Reader, { from, to }: Span): MarketResult[] =>
  ledger
    .all<{ market: string; trades: number; pnl: string; meanR: number }>(
      `select market, count(*) as trades, decimal_sum(pnl) as pnl, avg(${R}) as meanR ${IN_SPAN} group by 1 order by 1`,
      toIso(from),
      toIso(to),
    )
    .map((row) => ({ ...row, pnl: decimal(row.pnl) }));
