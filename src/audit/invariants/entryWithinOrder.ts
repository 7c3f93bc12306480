import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { add, type Decimal, decimal, isMore, larger, toText, ZERO } from '#src/domain/decimal.ts';

/** INV-2. The first attempt of an entry is sized from the approval; further attempts share what it was allowed. */
export const entryWithinOrder: Invariant = {
  id: 'INV-2',
  says: 'The fills of an order add up to its amount or less, and those of all attempts of an entry to the largest of them or less.',
  start() {
    const faults = new Faults();
    const orders = new Map<string, { amount: Decimal; filled: Decimal }>();
    const entries = new Map<string, { allowed: Decimal; filled: Decimal }>();
    return {
      event({ kind, seq, data }) {
        if (kind === 'order.submitted') {
          const amount = decimal(data.amount);
          orders.set(data.id, { amount, filled: ZERO });
          if (data.purpose !== 'entry') return;
          const known = entries.get(data.trade_id);
          entries.set(data.trade_id, { allowed: known ? larger(known.allowed, amount) : amount, filled: known?.filled ?? ZERO });
        }
        if (kind !== 'fill.recorded') return;
        faults.look();
        const amount = decimal(data.amount);
        const order = orders.get(data.order_id);
        if (order === undefined) {
          faults.add(`fill ${data.id} (event ${seq})`, 'an order that it belongs to', `order ${data.order_id}, which was never written`);
          return;
        }
        order.filled = add(order.filled, amount);
        if (isMore(order.filled, order.amount))
          faults.add(`order ${data.order_id} (event ${seq})`, `at most ${toText(order.amount)} filled`, toText(order.filled));
        const entry = data.purpose === 'entry' ? entries.get(data.trade_id) : undefined;
        if (entry === undefined) return;
        entry.filled = add(entry.filled, amount);
        if (isMore(entry.filled, entry.allowed)) {
          faults.add(`trade ${data.trade_id} (event ${seq})`, `entries of at most ${toText(entry.allowed)}`, toText(entry.filled));
        }
      },
      finish: () => faults,
    };
  },
};
