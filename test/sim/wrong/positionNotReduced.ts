import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';

/** What an exit sells is still held, as far as the ledger remembers: the next exit would sell it once more. */
export function positionNotReduced(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  ledger.append = <K extends EventKind>(event: NewEvent<K>): number => {
    const { kind, data } = event as NewEvent<EventKind>;
    if (kind !== 'fill.recorded') return append(event);
    const { trade_id } = data as NewEvent<'fill.recorded'>['data'];
    const before = ledger.memory.positions.get(trade_id);
    const seq = append(event);
    const after = ledger.memory.positions.get(trade_id);
    if (before !== undefined && after !== undefined) ledger.memory.positions.set(trade_id, { ...after, amount: before.amount });
    return seq;
  };
}
