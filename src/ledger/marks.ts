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

/**
 * The highest equity on record, as a float for the drawdown guard. Money that came or went since a mark moves the mark along: a withdrawal is no loss
 * (FI-64).
 */
export function peakMark(ledger: Reader, deskId: string): number | undefined {
  let moved = 0;
  let until: number | undefined;
  let peak: number | undefined;
  // From the newest back: between two moves all marks are moved along by the same.
  for (const move of [...movesOf(ledger, deskId), { seq: 0, value: 0 }]) {
    const { high } = ledger.get<{ high: number | null }>(
      'select max(cast(equity as real)) as high from mark where desk_id = ? and seq > ? and seq <= ?',
      deskId,
      move.seq,
      until ?? Number.MAX_SAFE_INTEGER,
    ) ?? { high: null };
    if (high !== null && (peak === undefined || high + moved > peak)) peak = high + moved;
    moved += move.value;
    until = move.seq;
  }
  return peak;
}

/** Money from outside since an event, in quote, as a float. */
export const movedSince = (ledger: Reader, deskId: string, seq: number): number =>
  movesOf(ledger, deskId).reduce((total, move) => (move.seq > seq ? total + move.value : total), 0);

/** Newest first; what had no price when it moved counts as nothing. */
function movesOf(ledger: Reader, deskId: string): { seq: number; value: number }[] {
  return ledger
    .all<{ seq: number; data: string }>("select seq, data from event where kind = 'capital.moved' order by seq desc")
    .map(({ seq, data }) => ({ seq, ...(JSON.parse(data) as LedgerEvent<'capital.moved'>['data']) }))
    .flatMap(({ seq, desk_id, value }) => (desk_id === deskId ? [{ seq, value: Number(value ?? 0) }] : []));
}

/** The newest mark of a desk. */
export const lastMark = (ledger: Reader, deskId: string): MarkRow | undefined =>
  ledger.get<MarkRow>('select seq, at, account_id, desk_id, equity, prices from mark where desk_id = ? order by seq desc limit 1', deskId);
