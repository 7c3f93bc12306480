import type { Ledger } from '#src/ledger/ledger.ts';

const OVER = new Set(['filled', 'canceled', 'expired', 'rejected', 'absent']);

/** An order that is over is open again in its row. */
export function statusBackwards(ledger: Ledger): void {
  const change = ledger.change.bind(ledger);
  ledger.change = (table, id, column, cell) =>
    change(table, id, column, table.name === 'order' && column === 'status' && OVER.has(String(cell)) ? 'open' : cell);
}
