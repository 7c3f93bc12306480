import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';

/**
 * A child of powerLoss.test.ts: writes to the ledger named first, one transaction after the other, and says the number of each newest event once its
 * commit has come back.
 */
const [, , path = ''] = process.argv;
const ledger = new Ledger({ path, clock: new VirtualClock(parseInstant('2026-03-01T06:00:00Z')) });
const turn = (): void => {
  ledger.transact((tx) =>
    tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: `of event ${ledger.head.seq}` } }),
  );
  process.stdout.write(`${ledger.head.seq}\n`, () => setImmediate(turn));
};
turn();
