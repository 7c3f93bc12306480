import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';

/** That an order was accepted is told, and its row never hears of it. */
export function eventWithoutRows(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  const change = ledger.change.bind(ledger);
  let isDeaf = false;
  ledger.change = (...what) => {
    if (!isDeaf) change(...what);
  };
  ledger.append = <K extends EventKind>(event: NewEvent<K>): number => {
    isDeaf = event.kind === 'order.accepted';
    try {
      return append(event);
    } finally {
      isDeaf = false;
    }
  };
}
