import type { Market } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import type { Calls } from './calls.ts';
import { faultOfOrder } from './orderCheck.ts';
import { faultOfClock } from './skew.ts';
import { Unsent } from './unsent.ts';

/** What decides whether an order may go out. */
export interface LastQuestion {
  readonly calls: Calls;
  readonly market: (symbol: string) => Market | undefined;
  /** Why no new risk may be sent now, as a sentence; undefined while it may. */
  readonly noRisk: (order: Order) => string | undefined;
  /** How far this machine's clock is ahead of the venue's. */
  readonly aheadMs: () => number;
}

/** Whether an order can make a position larger: an entry, and whatever is not said to reduce only. */
export const addsRisk = ({ purpose, reduceOnly }: Pick<Order, 'purpose' | 'reduceOnly'>): boolean => purpose === 'entry' || !reduceOnly;

/**
 * Asked before an order is prepared, after it waited and once more right before its request is written to the socket. The market of an order that
 * nothing speaks against; throws Unsent. What makes risk smaller is not held back by a clock, a halt or a key that was refused.
 */
export function lastQuestion({ calls, market: marketOf, noRisk, aheadMs }: LastQuestion, order: Order): Market {
  const market = marketOf(order.market);
  const fault = faultOfOrder(order, market, calls.clock.now());
  if (fault !== undefined || market === undefined) throw new Unsent(fault ?? 'The market is not known.');
  if (!calls.isOpen) throw new Unsent('The connection to the venue is closed.');
  if (!addsRisk(order)) return market;
  const no = calls.refusal ?? faultOfClock(aheadMs()) ?? noRisk(order);
  if (no !== undefined) throw new Unsent(no);
  return market;
}
