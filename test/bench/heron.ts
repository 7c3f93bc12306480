import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#src/domain/clock.ts';
import type { HeronContestant } from './contestant.ts';
import { openCross, play } from './crossHeron.ts';

/** As a replay commits. */
const BATCH = 4_000;
/** Whole minutes from entry to exit: candles, as the others count them. */
const TRADES = `select count(*) as trades, sum(unixepoch(closed_at) / 60 - unixepoch(opened_at) / 60) as held from trade`;

/** Contestant (d). */
export const heron: HeronContestant = {
  async run(candles, scratchDir) {
    const clock = systemClock();
    const path = join(scratchDir, 'heron.db');
    const app = await openCross({ path, candles, batch: BATCH });
    const { ledger } = app;
    const startedAt = clock.mono();
    play(app);
    const elapsedMs = clock.mono() - startedAt;
    const { trades, held } = ledger.get<{ trades: number; held: number }>(TRADES) as { trades: number; held: number };
    const events = ledger.head.seq;
    ledger.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return { trades, heldCandles: held, events, elapsedMs };
  },
};
