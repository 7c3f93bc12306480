import { add, ZERO } from '#src/domain/decimal.ts';
import type { Reader } from './core.ts';
import { type PerformanceBy, type PnlPart, type PnlSummary, performanceBy } from './pnl.ts';

/**
 * The newest trade that is in a total: its row, and the hash of the event that closed it. A hash stands for everything that came before its event,
 * so as long as the row still has it, no trade in the total was taken back, whoever wrote to the file since.
 */
interface Newest {
  readonly row: number;
  readonly hash: string | null;
}

/** The sums of one dimension, as far as they were added up. */
interface Total {
  readonly newest: Newest;
  readonly parts: readonly PnlPart[];
}

const NO_TRADE: Newest = { row: 0, hash: null };
const NOTHING: Total = { newest: NO_TRADE, parts: [] };
const NO_RESULT: PnlSummary = { trades: 0, wins: 0, pnl: ZERO, fees: ZERO, funding: ZERO };
const AT = 'select t.rowid as row, e.hash from trade t left join event e on e.seq = t.seq';

const totals = new WeakMap<Reader, Map<PerformanceBy, Total>>();

/** All closed trades, of one desk or of all: `pnlBetween` of everything, without adding up again what was added up when it was last asked for. */
export function runningPnl(ledger: Reader, deskId?: string): PnlSummary {
  const desks = runningPerformance(ledger, 'desk').filter(({ key }) => deskId === undefined || key === deskId);
  return desks.reduce<PnlSummary>(plus, NO_RESULT);
}

/**
 * Closed trades by one dimension, as `performanceBy` gives them. Only trades that closed since the last call are read; after a rolled back transaction
 * in which it was called, all of them. The audit compares these sums with the rows.
 */
export function runningPerformance(ledger: Reader, by: PerformanceBy): readonly PnlPart[] {
  let held = totals.get(ledger);
  if (held === undefined) {
    held = new Map();
    totals.set(ledger, held);
  }
  const before = held.get(by) ?? NOTHING;
  const newest = ledger.get<Newest>(`${AT} order by t.rowid desc limit 1`) ?? NO_TRADE;
  if (isSame(newest, before.newest)) return before.parts;
  const known = isStillThere(ledger, before.newest) ? before : NOTHING;
  const fresh = performanceBy(ledger, by, { after: known.newest.row, upTo: newest.row });
  const parts = merged(known.parts, fresh);
  held.set(by, { newest, parts });
  return parts;
}

const isSame = (a: Newest, b: Newest): boolean => a.row === b.row && a.hash === b.hash;

function isStillThere(ledger: Reader, newest: Newest): boolean {
  const now = ledger.get<Newest>(`${AT} where t.rowid = ?`, newest.row);
  return now !== undefined && isSame(now, newest);
}

/** By key, in the order of the keys. */
function merged(known: readonly PnlPart[], fresh: readonly PnlPart[]): PnlPart[] {
  const parts = new Map(known.map((part) => [part.key, part]));
  for (const part of fresh) {
    const before = parts.get(part.key);
    parts.set(part.key, before === undefined ? part : { key: part.key, ...plus(before, part) });
  }
  return [...parts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const plus = (a: PnlSummary, b: PnlSummary): PnlSummary => ({
  trades: a.trades + b.trades,
  wins: a.wins + b.wins,
  pnl: add(a.pnl, b.pnl),
  fees: add(a.fees, b.fees),
  funding: add(a.funding, b.funding),
});
