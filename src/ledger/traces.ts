import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { Ledger, LedgerTx } from './ledger.ts';
import type { Memory } from './memory.ts';
import { nextId } from './nextId.ts';
import { recordPruned, sealOf } from './seal.ts';
import { tableOf } from './table.ts';

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

const TRACE = tableOf('trace', [
  'id',
  'desk_id',
  'market',
  'strategist',
  'outcome',
  'reasons',
  'bias',
  'price',
  'from_at',
  'to_at',
  'cycles',
  'seal',
]);

/** The newest row of a market, as long as cycles end as it says. */
interface Growing extends Omit<Trace, 'price' | 'at'> {
  readonly id: number;
  readonly from: Instant;
  to: Instant;
  price: number;
  cycles: number;
  /** It has to be written with the next commit. */
  isDue: boolean;
  isWritten: boolean;
}

/**
 * Writes traces. Neighboring cycles of a market that end alike become one row with a count; the row that is still growing is kept in
 * memory and written with the next commit, so that a quiet market costs next to nothing.
 */
export class TraceWriter {
  /** By desk, by market. */
  readonly #growing = new Map<string, Map<string, Growing>>();
  #of: Memory | undefined;

  /** Takes a cycle that ended as the one before it; false for any other, which is for `write`. Needs no transaction. */
  grow(ledger: Ledger | LedgerTx, trace: Trace): boolean {
    if (ledger.memory !== this.#of) return false;
    const last = this.#growing.get(trace.deskId)?.get(trace.market);
    if (last === undefined || last.outcome !== trace.outcome || last.bias !== trace.bias || !areSame(last.reasons, trace.reasons))
      return false;
    last.to = trace.at;
    last.price = trace.price;
    last.cycles++;
    if (!last.isDue) this.#await(ledger, last);
    return true;
  }

  write(tx: LedgerTx, trace: Trace): void {
    if (tx.memory !== this.#of) {
      // A rolled back transaction has a new memory, and may have taken growing rows with it.
      this.#growing.clear();
      this.#of = tx.memory;
    }
    if (this.grow(tx, trace)) return;
    const { deskId, market, strategist, outcome, reasons, bias, price, at } = trace;
    let markets = this.#growing.get(deskId);
    if (markets === undefined) {
      markets = new Map();
      this.#growing.set(deskId, markets);
    }
    const last = markets.get(market);
    if (last?.isDue) settle(tx, last);
    const id = nextId(tx, 'trace');
    const fresh: Growing = {
      id,
      deskId,
      market,
      strategist,
      outcome,
      reasons,
      bias,
      price,
      from: at,
      to: at,
      cycles: 1,
      isDue: false,
      isWritten: false,
    };
    markets.set(market, fresh);
    this.#await(tx, fresh);
  }

  #await(ledger: Ledger | LedgerTx, one: Growing): void {
    one.isDue = true;
    ledger.later(`trace|${one.id}`, () => {
      if (one.isDue) settle(ledger, one);
    });
  }
}

function settle(tx: LedgerTx, one: Growing): void {
  const { id, deskId: desk_id, market, strategist, outcome, bias, price, cycles } = one;
  const reasons = JSON.stringify(one.reasons);
  const row = {
    bias,
    cycles,
    desk_id,
    from_at: toIso(one.from),
    id,
    market,
    outcome,
    price,
    reasons,
    strategist,
    to_at: toIso(one.to),
  } satisfies TraceRow;
  const seal = sealOf(row);
  if (one.isWritten) tx.run('update trace set to_at = ?, price = ?, cycles = ?, seal = ? where id = ?', row.to_at, price, cycles, seal, id);
  else tx.insert(TRACE, [id, desk_id, market, strategist, outcome, reasons, bias, price, row.from_at, row.to_at, cycles, seal]);
  one.isWritten = true;
  one.isDue = false;
}

/** Strategists often give the very same list again. */
const areSame = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((one, i) => one === b[i]));

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
