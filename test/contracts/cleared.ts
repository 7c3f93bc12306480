import type { Cleared, Order } from '#src/domain/order.ts';

/**
 * Stands in for the guards. A venue takes only cleared orders, and only `guards/review.ts` can clear one; what is tested here is the venue, which
 * must answer to any order rightly, whatever the guards would have said of it.
 */
export const cleared = (order: Order): Cleared<Order> => order as Cleared<Order>;
