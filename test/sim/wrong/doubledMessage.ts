import type { Ledger } from '#src/ledger/ledger.ts';
import type { Cell } from '#src/ledger/table.ts';

const INSERT = 'insert into outbox (event_seq, ';
const TAKEN = 'select 1 from outbox where event_seq = ? and channel = ? and action = ?';

/** What is to be said is queued twice: the second time as if it were about the event before, past the rule that forbids to say a thing twice. */
export function doubledMessage(ledger: Ledger): void {
  const run = ledger.run.bind(ledger);
  ledger.run = (sql, ...cells) => {
    if (sql.startsWith(INSERT)) again(sql, cells);
    run(sql, ...cells);
  };
  const again = (sql: string, cells: readonly Cell[]): void => {
    const [seq = 0, channel = '', , , action = ''] = cells;
    const before = Number(seq) - 1;
    if (before > 0 && ledger.get(TAKEN, before, channel, action) === undefined) run(sql, before, ...cells.slice(1));
  };
}
