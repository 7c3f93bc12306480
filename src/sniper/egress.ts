import type { Order } from '#src/domain/order.ts';
import type { Memory } from '#src/ledger/memory.ts';

/**
 * The last question before an order leaves: why it may not, or undefined. It is asked after the row is committed, right before the venue is given the
 * order, and by a venue that lets orders wait once more right before the socket: a halt that was committed in between holds (INV-4, FI-61).
 */
export function refusalAtEgress(
  { halt, live, accounts, orders }: Pick<Memory, 'halt' | 'live' | 'accounts' | 'orders'>,
  order: Order,
): string | undefined {
  // What is no longer written as being under way was given up, has an answer or is in doubt: it must not follow, nor go out a second time.
  if (orders.get(order.id)?.order.status !== 'submitting') return 'it was not waiting to be sent any more';
  if (order.reduceOnly) return undefined;
  if (halt !== undefined) return `Heron was halted before it was sent (${halt.reason})`;
  return live === undefined && accounts.get(order.accountId)?.mode === 'live' ? 'live trading was locked before it was sent' : undefined;
}
