import { parseInstant, toIso } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { ExitReason } from '#src/domain/order.ts';
import { postingsOfDust } from '#src/domain/posting.ts';
import type { Trade } from '#src/domain/trade.ts';
import { noteBooking } from './bookings.ts';
import { projectConditionStatus } from './conditions.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { Origin } from './origin.ts';
import { writePostings } from './postings.ts';
import { scoreTrade } from './scores.ts';
import { tableOf } from './table.ts';

export interface TradeRow {
  readonly id: string;
  readonly condition_id: string;
  readonly desk_id: string;
  readonly account_id: string;
  readonly market: string;
  readonly side: Side;
  readonly strategist: string;
  readonly pattern: string;
  readonly regime: string;
  readonly amount: string;
  readonly entry_price: string;
  readonly exit_price: string;
  readonly fees: string;
  readonly funding: string;
  readonly pnl: string;
  readonly planned_risk: string;
  readonly dust: string;
  readonly exit_reason: ExitReason;
  readonly opened_at: string;
  readonly closed_at: string;
}

const COLUMNS = [
  'id',
  'condition_id',
  'desk_id',
  'account_id',
  'market',
  'side',
  'strategist',
  'pattern',
  'regime',
  'amount',
  'entry_price',
  'exit_price',
  'fees',
  'funding',
  'pnl',
  'planned_risk',
  'dust',
  'exit_reason',
  'opened_at',
  'closed_at',
] as const;
const TRADE = tableOf('trade', [...COLUMNS, 'seq']);
const SELECT = `select ${COLUMNS.join(', ')} from trade`;

/** What the newest row was made from. */
const newest = new Origin<TradeRow, Trade>();

export const tradeRow = (trade: Trade): TradeRow =>
  newest.note(
    {
      account_id: trade.accountId,
      amount: toText(trade.amount),
      closed_at: toIso(trade.closedAt),
      condition_id: trade.conditionId,
      desk_id: trade.deskId,
      dust: toText(trade.dust),
      entry_price: toText(trade.entryPrice),
      exit_price: toText(trade.exitPrice),
      exit_reason: trade.exitReason,
      fees: toText(trade.fees),
      funding: toText(trade.funding),
      id: trade.id,
      market: trade.market,
      opened_at: toIso(trade.openedAt),
      pattern: trade.pattern,
      planned_risk: toText(trade.plannedRisk),
      pnl: toText(trade.pnl),
      regime: trade.regime,
      side: trade.side,
      strategist: trade.strategist,
    },
    trade,
  );

export const tradeOf = (row: TradeRow): Trade => ({
  id: row.id,
  conditionId: row.condition_id,
  deskId: row.desk_id,
  accountId: row.account_id,
  market: row.market,
  side: row.side,
  strategist: row.strategist,
  pattern: row.pattern,
  regime: row.regime,
  amount: decimal(row.amount),
  entryPrice: decimal(row.entry_price),
  exitPrice: decimal(row.exit_price),
  fees: decimal(row.fees),
  funding: decimal(row.funding),
  pnl: decimal(row.pnl),
  plannedRisk: decimal(row.planned_risk),
  dust: decimal(row.dust),
  exitReason: row.exit_reason,
  openedAt: parseInstant(row.opened_at),
  closedAt: parseInstant(row.closed_at),
});

/** The close of a round trip: the trade, its dust, its condition and its scores, in one transaction. */
export function projectTrade(core: Core, event: LedgerEvent<'trade.closed'>): void {
  const row = event.data;
  const position = core.memory.positions.get(row.id);
  const market = core.memory.markets.get(row.market);
  assert(position !== undefined && market !== undefined, `trade ${row.id} closes a position that is not open`);
  core.insert(TRADE, [...COLUMNS.map((column) => row[column]), event.seq]);
  const dust = postingsOfDust(position, market);
  if (dust.length > 0) writePostings(core, event.seq, row.account_id, row.desk_id, dust);
  core.memory.positions.delete(row.id);
  noteBooking(core.memory);
  projectConditionStatus(core, row.condition_id, 'closed');
  core.memory.approvals.delete(row.condition_id);
  scoreTrade(core, event.seq, newest.of(row) ?? tradeOf(row));
}

export function tradeById(ledger: Reader, id: string): Trade | undefined {
  const row = ledger.get<TradeRow>(`${SELECT} where id = ?`, id);
  return row && tradeOf(row);
}

/** Every trade in the order in which they closed, with the event that closed it. */
export const tradesInOrder = (ledger: Reader): { seq: number; trade: Trade }[] =>
  ledger
    .all<TradeRow & { seq: number }>(`select ${COLUMNS.join(', ')}, seq from trade order by seq`)
    .map((row) => ({ seq: row.seq, trade: tradeOf(row) }));

/** Newest first. */
export const recentTrades = (ledger: Reader, limit: number): Trade[] =>
  ledger.all<TradeRow>(`${SELECT} order by closed_at desc, seq desc limit ?`, limit).map(tradeOf);

/** The newest closed trade of a desk in a market. */
export function lastTradeIn(ledger: Reader, deskId: string, market: string): Trade | undefined {
  const row = ledger.get<TradeRow>(`${SELECT} where desk_id = ? and market = ? order by closed_at desc, seq desc limit 1`, deskId, market);
  return row && tradeOf(row);
}
