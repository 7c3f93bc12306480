import { Faults, type Invariant } from '#src/audit/invariant.ts';

/** INV-6. */
export const uniqueFills: Invariant = {
  id: 'INV-6',
  says: 'Each execution and each funding payment of a venue was recorded once.',
  start() {
    const faults = new Faults();
    const seen = new Map<string, string>();
    const once = (row: string, keys: readonly string[]): void => {
      faults.look();
      for (const key of keys) {
        const known = seen.get(key);
        if (known !== undefined) faults.add(row, 'something that was not recorded before', `the same as ${known}`);
        else seen.set(key, row);
      }
    };
    return {
      event({ kind, seq, data }) {
        if (kind === 'fill.recorded') {
          once(`fill ${data.id} (event ${seq})`, [data.id, `${data.account_id}|${data.market}|${data.venue_fill_id}`]);
        }
        if (kind === 'funding.recorded') {
          once(`funding ${data.id} (event ${seq})`, [
            data.id,
            `${data.account_id}|${data.market}|${data.venue_funding_id}|${data.trade_id}`,
          ]);
        }
      },
      finish: () => faults,
    };
  },
};
