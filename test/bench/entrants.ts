import { existsSync } from 'node:fs';
import { bareRows } from './bareRows.ts';
import { benchCandles } from './candles.ts';
import type { Contestant, HeronContestant, Letter } from './contestant.ts';
import { grademark, grademarkGivenAverages } from './grademark.ts';
import { columnsOf, plainContestant } from './plainLoop.ts';

const HERON = new URL('./heron.ts', import.meta.url);

/** False until somebody wrote test/bench/heron.ts. */
export const isHeronHere = (): boolean => existsSync(HERON);

/** Prepares a contestant with the candles; ledgers go below `scratchDir`, `eventsPerTrade` is for (b). */
export async function entrant(letter: Letter, scratchDir: string, eventsPerTrade: number): Promise<Contestant> {
  const candles = benchCandles();
  switch (letter) {
    case 'a':
      return plainContestant(columnsOf(candles));
    case 'b':
      return bareRows(columnsOf(candles), scratchDir, eventsPerTrade);
    case 'c':
      return grademark(candles);
    case 'd': {
      const { heron } = (await import(HERON.href)) as { heron: HeronContestant };
      return { run: () => heron.run(candles, scratchDir) };
    }
    case 'e':
      return grademarkGivenAverages(candles);
  }
}
