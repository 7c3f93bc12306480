import { Faults, type Invariant } from '#src/audit/invariant.ts';

/** INV-1. */
export const oneAcceptance: Invariant = {
  id: 'INV-1',
  says: 'A client order id belongs to one order, and a venue accepts it at most once.',
  start() {
    const faults = new Faults();
    const orders = new Map<string, string>();
    const accepted = new Map<string, number>();
    return {
      event({ kind, seq, subject, data }) {
        if (kind === 'order.submitted') {
          faults.look();
          const known = orders.get(data.client_order_id);
          if (known !== undefined) faults.add(`order ${data.id} (event ${seq})`, 'a client order id of its own', `that of order ${known}`);
          else orders.set(data.client_order_id, data.id);
        }
        if (kind === 'order.accepted') {
          const before = accepted.get(subject);
          if (before !== undefined) faults.add(`order ${subject} (event ${seq})`, `one acceptance, event ${before}`, 'another one');
          accepted.set(subject, seq);
        }
      },
      finish: () => faults,
    };
  },
};
