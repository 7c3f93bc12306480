import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemClock } from '#src/domain/clock.ts';
import type { Contestant } from './contestant.ts';
import { type Columns, heldCandles, plainLoop, warmUp } from './plainLoop.ts';

const ROWS_PER_TRANSACTION = 1_000;
const FULL = 2;
const KINDS = ['condition.proposed', 'condition.triggered', 'order.submitted', 'order.accepted', 'fill.recorded', 'trade.closed'];

/**
 * Contestant (b): the plain loop, and a bare row for every event: no hash, no posting, no index, no check. Durable as Heron's ledger is
 * (WAL, synchronous FULL, a file on disk). `eventsPerTrade` may be a fraction; after n trades n × eventsPerTrade rows, rounded, are written.
 */
export function bareRows(columns: Columns, scratchDir: string, eventsPerTrade: number): Contestant {
  const clock = systemClock();
  const path = join(scratchDir, 'bare-rows.db');
  warmUp(columns);
  const remove = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  };
  return {
    run() {
      remove();
      const db = new Database(path);
      try {
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        db.exec(
          'create table event (seq integer primary key, at integer not null, kind text not null, subject text not null, price real not null)',
        );
        if (db.pragma('synchronous', { simple: true }) !== FULL)
          throw new Error('SQLite does not wait for the disk: the rows would come too cheap');
        const insert = db.prepare('insert into event (at, kind, subject, price) values (?, ?, ?, ?)');
        const begin = db.prepare('begin immediate');
        const commit = db.prepare('commit');
        let rows = 0;

        const startedAt = clock.mono();
        begin.run();
        const trades = plainLoop(columns, (index, count) => {
          const due = Math.round(count * eventsPerTrade);
          const subject = `t${count}`;
          while (rows < due) {
            insert.run(columns.openedAt[index], KINDS[rows % KINDS.length], subject, columns.opens[index]);
            if (++rows % ROWS_PER_TRANSACTION === 0) {
              commit.run();
              begin.run();
            }
          }
        });
        commit.run();
        const elapsedMs = clock.mono() - startedAt;

        const { written } = db.prepare('select count(*) as written from event').get() as { written: number };
        return { trades: trades.exits.length, heldCandles: heldCandles(trades), events: written, elapsedMs };
      } finally {
        db.close();
        remove();
      }
    },
  };
}
