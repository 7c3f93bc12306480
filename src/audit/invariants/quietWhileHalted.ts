import { Faults, type Invariant } from '#src/audit/invariant.ts';

/** INV-4. */
export const quietWhileHalted: Invariant = {
  id: 'INV-4',
  says: 'While Heron is halted no order is written that adds risk.',
  start() {
    const faults = new Faults();
    let haltedBy: number | undefined;
    return {
      event({ kind, seq, data }) {
        if (kind === 'halt.set') {
          faults.look();
          haltedBy ??= seq;
        }
        if (kind === 'halt.ended') haltedBy = undefined;
        if (kind === 'order.submitted' && data.reduce_only !== 1 && haltedBy !== undefined) {
          faults.add(
            `order ${data.id} (event ${seq})`,
            `no new risk after the halt of event ${haltedBy}`,
            `a ${data.side} of ${data.amount} ${data.market}`,
          );
        }
      },
      finish: () => faults,
    };
  },
};
