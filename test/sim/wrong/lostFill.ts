import type { Ledger } from '#src/ledger/ledger.ts';

/** The first fill of each order moves books and position, but has no row of its own. */
export function lostFill(ledger: Ledger): void {
  const insert = ledger.insert.bind(ledger);
  const seen = new Set<unknown>();
  ledger.insert = (table, row, id) => {
    const orderId = table.name === 'fill' ? row[table.columns.indexOf('order_id')] : undefined;
    if (orderId !== undefined && !seen.has(orderId)) {
      seen.add(orderId);
      return;
    }
    insert(table, row, id);
  };
}
