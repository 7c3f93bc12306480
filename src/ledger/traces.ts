import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import type { Memory } from './memory.ts';
import { recordPruned, sealOf } from './seal.ts';

/** Why there was, or was not, a proposal for a market in a cycle (C9). */
export interface Trace {
  readonly deskId: string;
  readonly market: string;
  readonly strategist: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly bias: string;
  readonly price: number;
  readonly at: Instant;
}

export interface TraceRow {
  readonly id: number;
  readonly desk_id: string;
  readonly market: string;
  readonly strategist: string;
  readonly outcome: string;
  /** JSON list of sentences, the deciding one first. */
  readonly reasons: string;
  readonly bias: string;
  readonly price: number;
  readonly from_at: string;
  readonly to_at: string;
  readonly cycles: number;
}

const COLUMNS = 'id, desk_id, market, strategist, outcome, reasons, bias, price, from_at, to_at, cycles';

/**
 * Writes traces. Neighboring cycles of a market that end alike become one row with a count; the row that is still growing is kept in
 * memory and written with the next commit, so that a quiet market costs next to nothing.
 */
export class TraceWriter {
  readonly #growing = new Map<string, TraceRow>();
  #of: Memory | undefined;

  write(tx: LedgerTx, trace: Trace): void {
    if (tx.memory !== this.#of) {
      // A rolled back transaction has a new memory, and may have taken growing rows with it.
      this.#growing.clear();
      this.#of = tx.memory;
    }
    const key = `${trace.deskId}|${trace.market}`;
    const at = toIso(trace.at);
    const reasons = JSON.stringify(trace.reasons);
    const last = this.#growing.get(key);
    if (last !== undefined && last.outcome === trace.outcome && last.reasons === reasons && last.bias === trace.bias) {
      this.#growing.set(key, { ...last, to_at: at, price: trace.price, cycles: last.cycles + 1 });
    } else {
      const { deskId: desk_id, market, strategist, outcome, bias, price } = trace;
      const fresh = { desk_id, market, strategist, outcome, reasons, bias, price, from_at: at, to_at: at, cycles: 1 };
      tx.run(
        'insert into trace (desk_id, market, strategist, outcome, reasons, bias, price, from_at, to_at, cycles, seal) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        desk_id,
        market,
        strategist,
        outcome,
        reasons,
        bias,
        price,
        at,
        at,
        1,
        '',
      );
      const id = (tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number }).id;
      if (last !== undefined) this.#settle(tx, last);
      this.#growing.set(key, { id, ...fresh });
    }
    tx.later(`trace|${key}`, () => this.#settle(tx, this.#growing.get(key)));
  }

  #settle(tx: LedgerTx, row: TraceRow | undefined): void {
    if (row === undefined) return;
    tx.run(
      'update trace set to_at = ?, price = ?, cycles = ?, seal = ? where id = ?',
      row.to_at,
      row.price,
      row.cycles,
      sealOf({ ...row }),
      row.id,
    );
  }
}

/** The newest trace of a market, of any desk. */
export const lastTrace = (ledger: Reader, market: string): TraceRow | undefined =>
  ledger.get<TraceRow>(`select ${COLUMNS} from trace where market = ? order by id desc limit 1`, market);

export const tracesOf = (ledger: Reader, market: string, limit: number): TraceRow[] =>
  ledger.all<TraceRow>(`select ${COLUMNS} from trace where market = ? order by id desc limit ?`, market, limit);

/** Deletes the oldest rows up to the first that ended at or after `before`; returns how many went. */
export function pruneTraces(tx: LedgerTx, before: Instant): number {
  const keep = tx.get<{ id: number | null }>('select min(id) as id from trace where to_at >= ?', toIso(before))?.id;
  if (keep === null || keep === undefined) return 0;
  const gone = tx.get<{ n: number }>('select count(*) as n from trace where id < ?', keep)?.n ?? 0;
  if (gone > 0) {
    tx.run('delete from trace where id < ?', keep);
    recordPruned(tx, 'trace', keep - 1);
  }
  return gone;
}
