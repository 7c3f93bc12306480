import { parseInstant, toIso } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { Funding } from '#src/domain/fill.ts';
import { foldFunding } from '#src/domain/position.ts';
import { postingsOfFunding } from '#src/domain/posting.ts';
import { noteBooking } from './bookings.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { writePostings } from './postings.ts';
import { cellsOf, tableOf } from './table.ts';

export interface FundingRow {
  readonly id: string;
  readonly venue_funding_id: string;
  readonly trade_id: string;
  readonly condition_id: string;
  readonly desk_id: string;
  readonly account_id: string;
  readonly market: string;
  readonly amount: string;
  readonly asset: string;
  readonly at: string;
}

/** Funding that came when its trade was closed and counted already: it is booked, and changes no trade any more (FI-42). */
export const NO_TRADE = 'none';

const COLUMNS = ['id', 'venue_funding_id', 'trade_id', 'condition_id', 'desk_id', 'account_id', 'market', 'amount', 'asset', 'at'] as const;
const FUNDING = tableOf('funding', [...COLUMNS, 'seq']);

export const fundingRow = (one: Funding): FundingRow => ({
  account_id: one.accountId,
  amount: toText(one.amount),
  asset: one.asset,
  at: toIso(one.at),
  condition_id: one.conditionId,
  desk_id: one.deskId,
  id: one.id,
  market: one.market,
  trade_id: one.tradeId,
  venue_funding_id: one.venueFundingId,
});

const fundingOf = (row: FundingRow): Funding => ({
  id: row.id,
  venueFundingId: row.venue_funding_id,
  tradeId: row.trade_id,
  conditionId: row.condition_id,
  deskId: row.desk_id,
  accountId: row.account_id,
  market: row.market,
  amount: decimal(row.amount),
  asset: row.asset,
  at: parseInstant(row.at),
});

/** Funding is a journal entry of its own, keyed by the venue's id, never a field that is changed on a trade. */
export function projectFunding(core: Core, event: LedgerEvent<'funding.recorded'>): void {
  const funding = fundingOf(event.data);
  core.insert(FUNDING, cellsOf(COLUMNS, event.data, event.seq));
  if (funding.tradeId !== NO_TRADE) {
    const position = core.memory.positions.get(funding.tradeId);
    assert(position !== undefined, `funding ${funding.id} belongs to trade ${funding.tradeId}, which is not open`);
    core.memory.positions.set(funding.tradeId, foldFunding(position, funding));
  }
  noteBooking(core.memory);
  writePostings(core, event.seq, funding.accountId, funding.deskId, postingsOfFunding(funding));
}

/** Whether the venue's funding is recorded already. */
export const hasFunding = (ledger: Reader, accountId: string, market: string, venueFundingId: string): boolean =>
  ledger.get('select 1 from funding where account_id = ? and market = ? and venue_funding_id = ?', accountId, market, venueFundingId) !==
  undefined;

export const fundingsOfTrade = (ledger: Reader, tradeId: string): { seq: number; funding: Funding }[] =>
  ledger
    .all<FundingRow & { seq: number }>(`select ${COLUMNS.join(', ')}, seq from funding where trade_id = ? order by seq`, tradeId)
    .map((row) => ({ seq: row.seq, funding: fundingOf(row) }));
