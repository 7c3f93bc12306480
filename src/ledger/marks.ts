import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { tableOf } from './table.ts';

/** Equity of a desk at a moment; `prices` is JSON of the last prices that it was measured at. */
export interface MarkRow {
  readonly seq: number;
  readonly at: string;
  readonly account_id: string;
  readonly desk_id: string;
  readonly equity: string;
  readonly prices: string;
}

const MARK = tableOf('mark', ['seq', 'at', 'account_id', 'desk_id', 'equity', 'prices']);

export function projectMark(core: Core, event: LedgerEvent<'equity.marked'>): void {
  const { account_id, desk_id, equity, prices } = event.data;
  core.insert(MARK, [event.seq, event.at, account_id, desk_id, equity, prices]);
}

/** Oldest first. */
export const marksSince = (ledger: Reader, deskId: string, since: string): MarkRow[] =>
  ledger.all<MarkRow>(
    'select seq, at, account_id, desk_id, equity, prices from mark where desk_id = ? and at >= ? order by seq',
    deskId,
    since,
  );

/** The highest equity on record, as a float for the drawdown guard. */
export const peakMark = (ledger: Reader, deskId: string): number | undefined =>
  ledger.get<{ peak: number | null }>('select max(cast(equity as real)) as peak from mark where desk_id = ?', deskId)?.peak ?? undefined;

/** The newest mark of a desk. */
export const lastMark = (ledger: Reader, deskId: string): MarkRow | undefined =>
  ledger.get<MarkRow>('select seq, at, account_id, desk_id, equity, prices from mark where desk_id = ? order by seq desc limit 1', deskId);
