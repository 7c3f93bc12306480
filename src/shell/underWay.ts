import type { Clock } from '#src/domain/clock.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

/** Longest that an end waits for a venue. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/**
 * Waits until nothing is on its way to a venue that answers later: no order that is being sent, none that should be filled at once, no cancel. Whoever
 * ended in the middle of a close would leave a position whose stop is gone. Gives up after a while: the next start goes on from what the venue says.
 */
export async function settleUnderWay(ledger: Ledger, clock: Pick<Clock, 'mono' | 'after'>): Promise<void> {
  const end = clock.mono() + PATIENCE_MS;
  while (ledger.isOpen && isUnderWay(ledger) && clock.mono() < end) await new Promise<void>((go) => clock.after(LOOK_MS, go));
}

const isUnderWay = (ledger: Ledger): boolean =>
  [...ledger.memory.orders.values()].some(
    ({ order: { id, status, type } }) =>
      status === 'submitting' || (status === 'open' && (type === 'market' || lastEvent(ledger, 'order.cancel_asked', id) !== undefined)),
  );
