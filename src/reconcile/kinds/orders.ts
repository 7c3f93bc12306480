import { type Decimal, isEqual, isMore, toText } from '#src/domain/decimal.ts';
import { isOver } from '#src/domain/order.ts';
import type { Kind, Sighting, View } from '#src/reconcile/view.ts';
import type { VenueOrder } from '#src/venue/port.ts';

/**
 * Orders that rest at one of the two and not at the other, or not as they were written. `own` finds an order of ours by what the venue shows of it.
 * Nothing is canceled because of it: somebody may have placed it by hand.
 */
export const orders =
  (own: (there: VenueOrder) => { readonly id: string; readonly status: string } | undefined): Kind =>
  (view, look) => {
    const sightings: Sighting[] = [];
    for (const there of view.openOrders) {
      look();
      const order = own(there);
      const live = order && view.memory.orders.get(order.id);
      if (order === undefined) sightings.push(ghost(view, there));
      else if (live === undefined && isOver(order.status as Parameters<typeof isOver>[0])) sightings.push(undead(view, order, there));
      else if (live !== undefined) sightings.push(...unlike(view, live, there));
    }
    for (const id of view.vanished) {
      const order = view.memory.orders.get(id)?.order;
      if (order === undefined) continue;
      sightings.push({
        invariant: 'RECON-LOST-ORDER',
        row: `order ${id} in ${order.market} at ${view.venue}`,
        expected: `${order.side} ${toText(order.amount)}, open`,
        found: 'none',
        remedy: { kind: 'order', clientOrderId: order.clientOrderId },
      });
    }
    return sightings;
  };

const ghost = ({ venue }: View, there: VenueOrder): Sighting => ({
  invariant: 'RECON-ORDER',
  row: `order ${there.venueOrderId} in ${there.market} at ${venue}`,
  expected: 'none',
  found: textOf(there),
});

const undead = ({ venue }: View, { id, status }: { readonly id: string; readonly status: string }, there: VenueOrder): Sighting => ({
  invariant: 'RECON-OPEN-ORDER',
  row: `order ${id} in ${there.market} at ${venue}`,
  expected: status,
  found: `open: ${textOf(there)}`,
});

function unlike(
  { venue }: View,
  { order, filled }: NonNullable<ReturnType<View['memory']['orders']['get']>>,
  there: VenueOrder,
): Sighting[] {
  const row = `order ${order.id} in ${order.market} at ${venue}`;
  const sightings: Sighting[] = [];
  const isSame = (a: Decimal | undefined, b: Decimal | undefined): boolean => a === undefined || b === undefined || isEqual(a, b);
  if (order.side !== there.side || !isEqual(order.amount, there.amount) || !isSame(order.stopPrice, there.stopPrice))
    sightings.push({ invariant: 'RECON-ORDER-DIFFERS', row, expected: textOf(order), found: textOf(there) });
  if (isMore(there.filled, filled))
    sightings.push({ invariant: 'RECON-FILLS', row, expected: `${toText(filled)} filled`, found: `${toText(there.filled)} filled` });
  return sightings;
}

const textOf = ({ side, amount, price, stopPrice }: Pick<VenueOrder, 'side' | 'amount' | 'price' | 'stopPrice'>): string =>
  [`${side} ${toText(amount)}`, price && `at ${toText(price)}`, stopPrice && `stop ${toText(stopPrice)}`].filter(Boolean).join(', ');
