import { isOver, type Order } from '#src/domain/order.ts';
import type { SniperState } from './state.ts';

/** A venue that has not answered is asked again after this much of the machine's time. */
const ASK_AGAIN_MS = 5_000;

/**
 * Asks the venue to cancel an order. Asking is a flag on it and no status: a fill may still come first, and a venue that did not answer is asked again
 * until the order has ended. Paper has answered when this returns, so that there is nothing to keep in mind.
 */
export function cancel(state: SniperState, order: Order, reason: string): void {
  const { ledger, venue, canceling, clock } = state;
  if (venue.mode === 'live') {
    const askedAt = canceling.get(order.id);
    if (askedAt !== undefined && clock.mono() - askedAt < ASK_AGAIN_MS) return;
    canceling.set(order.id, clock.mono());
    const { id } = order;
    if (askedAt === undefined)
      ledger.transact((tx) =>
        tx.append({ kind: 'order.cancel_asked', subject: id, actor: 'sniper', cause: state.causes.get(id), data: { reason } }),
      );
  }
  venue.cancel(order.clientOrderId, order.market);
}

/** Asks once more for everything that was to be canceled and is not over. Twice is the same as once (FI-24). */
export function cancelAgain(state: SniperState): void {
  for (const id of [...state.canceling.keys()]) {
    const order = state.ledger.memory.orders.get(id)?.order;
    if (order === undefined || isOver(order.status)) state.canceling.delete(id);
    else cancel(state, order, 'asked before');
  }
}
