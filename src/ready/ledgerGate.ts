import { statSync } from 'node:fs';
import { gateReport } from '#src/ledger/gate.ts';
import type { ReadyCheck } from './check.ts';

/** A larger file would hold a running Heron up for seconds: its pages are looked at by each start and by each backup, which must be of the last day. */
const QUICK_BYTES = 64 * 1024 ** 2;

export const ledgerGate: ReadyCheck = {
  name: 'SQLite gate',
  look({ ledger }) {
    const pages = ledger.path === ':memory:' || statSync(ledger.path).size < QUICK_BYTES;
    const lines = gateReport(ledger, { pages });
    const bad = lines.filter(({ ok }) => !ok);
    return {
      ok: bad.length === 0,
      figure: bad.length === 0 ? `${lines.length} of ${lines.length}` : bad.map(({ name, figure }) => `${name} ${figure}`).join(', '),
      hint: bad[0]?.hint ?? '',
    };
  },
};
