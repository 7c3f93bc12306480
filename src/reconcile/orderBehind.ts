import type { Order } from '#src/domain/order.ts';
import type { Memory } from '#src/ledger/memory.ts';
import type { Follower } from './follow.ts';
import type { Remedy } from './view.ts';

/**
 * An order of Heron's own that may be what a difference is about, because its answer or its fills are still being read; undefined where there is none. What
 * a person took over meanwhile would be booked a second time when they come.
 */
export function orderBehind(
  remedy: Remedy,
  { orders, markets }: Memory,
  { lacking, unread }: Pick<Follower, 'lacking' | 'unread'>,
): string | undefined {
  const isRead = ({ id, status }: Order): boolean => status !== 'submitting' && status !== 'unknown' && !lacking.has(id) && !unread.has(id);
  const isAbout = (market: string): boolean => {
    switch (remedy.kind) {
      case 'money':
        return [markets.get(market)?.base, markets.get(market)?.quote].includes(remedy.asset);
      case 'exit':
        return remedy.market === market;
      case 'fill':
        return remedy.fill.market === market;
      case 'order':
        return false;
    }
  };
  return [...orders.values()].find(({ order }) => !isRead(order) && isAbout(order.market))?.order.id;
}
