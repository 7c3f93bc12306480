import type { Fault, Invariant } from '#src/audit/invariant.ts';
import { isEqual, toText, ZERO } from '#src/domain/decimal.ts';
import { countPostings, loadBalances, unbalancedEntries } from '#src/ledger/postings.ts';

/** INV-7. */
export const balancedBooks: Invariant = {
  id: 'INV-7',
  says: 'Every journal entry sums to zero in each asset, and every balance is the sum of its postings.',
  start: ({ ledger, rebuilt }) => ({
    finish() {
      const faults: Fault[] = unbalancedEntries(ledger).map(({ seq, asset, total }) => ({
        row: `journal entry of event ${seq}`,
        expected: `${asset} 0`,
        found: `${asset} ${total}`,
      }));
      const sums = loadBalances(ledger);
      // A file has no balances but the sums; then those that the events lead to are compared.
      const { balances } = ledger.readonly ? rebuilt.memory : ledger.memory;
      for (const key of new Set([...sums.keys(), ...balances.keys()])) {
        const sum = sums.get(key) ?? ZERO;
        const balance = balances.get(key) ?? ZERO;
        if (!isEqual(sum, balance))
          faults.push({ row: `balance ${key.replaceAll('|', ' · ')}`, expected: toText(sum), found: toText(balance) });
      }
      return { rows: countPostings(ledger), faults };
    },
  }),
};
