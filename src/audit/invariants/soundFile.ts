import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { countSchema, fileFaults, schemaFaults } from '#src/ledger/soundness.ts';

export const soundFile: Invariant = {
  id: 'FILE',
  says: 'The file is sound, every reference leads to a row, and the schema is what the migrations make, append-only triggers included.',
  start: ({ ledger }) => ({
    finish() {
      const faults = new Faults();
      faults.rows = countSchema(ledger);
      for (const { name, expected, found } of schemaFaults(ledger)) faults.add(name, expected, found);
      for (const fault of fileFaults(ledger)) faults.add('the ledger file', 'no faults', fault);
      return faults;
    },
  }),
};
