import type { Candle } from '#src/domain/candle.ts';
import { bareRows } from './bareRows.ts';
import type { Contestant, HeronContestant, Outcome } from './contestant.ts';
import { grademark } from './grademark.ts';
import { installPeers } from './peers.ts';
import { columnsOf, plainContestant } from './plainLoop.ts';
import { interleave, type Spread, spreadOf } from './rounds.ts';

/** As many trades as Heron may have more or fewer than the plain loop: its own indicators may round a tie otherwise. The others may have none. */
export const HANDFUL = 5;
/** Stands in for Heron's own number while there is no Heron to count. */
const ASSUMED_EVENTS_PER_TRADE = 12;

export type Letter = 'a' | 'b' | 'c' | 'd';

/** What one contestant did, before anyone looks at a clock. */
export interface Count {
  readonly letter: Letter;
  readonly name: string;
  readonly trades: number;
  readonly heldCandles: number | undefined;
  readonly events: number;
}

export interface Timing {
  readonly letter: Letter;
  readonly elapsedMs: Spread;
  readonly candlesPerSecond: number;
}

/** `mismatch` says in words who traded otherwise; then there are no timings. `absent` says who is missing, and why. */
export interface Race {
  readonly eventsPerTrade: number;
  readonly counts: readonly Count[];
  readonly mismatch: string | undefined;
  readonly timings: readonly Timing[];
  readonly absent: readonly string[];
}

type Entrants = Map<Letter, Contestant>;

/** Lets everybody run once to count and to warm up; if the counts agree, times them over the rounds. */
export async function race(candles: readonly Candle[], rounds: number, scratchDir: string): Promise<Race> {
  const absent: string[] = [];
  const entrants: Entrants = new Map();
  const counts: Count[] = [];
  const enter = async (letter: Letter, contestant: Contestant): Promise<Count> => {
    entrants.set(letter, contestant);
    const { trades, heldCandles, events } = await contestant.run();
    const count = { letter, name: contestant.name, trades, heldCandles, events };
    counts.push(count);
    return count;
  };

  const columns = columnsOf(candles);
  const plain = await enter('a', plainContestant(columns));
  const heron = await loadHeron();
  let eventsPerTrade = ASSUMED_EVENTS_PER_TRADE;
  if (typeof heron === 'string') absent.push(heron);
  else {
    const { events, trades } = await enter('d', { name: 'Heron, full ledger', run: () => heron.run(candles, scratchDir) });
    // Per trade of the plain loop, so that (b) writes Heron's number of rows to the row.
    if (trades > 0) eventsPerTrade = events / plain.trades;
  }
  await enter('b', bareRows(columns, scratchDir, eventsPerTrade));
  const noPeers = installPeers();
  if (noPeers === undefined) await enter('c', await grademark(candles));
  else absent.push(`(c) grademark is left out: ${noPeers}`);

  counts.sort((x, y) => x.letter.localeCompare(y.letter));
  const mismatch = mismatchOf(counts);
  const timings = mismatch === undefined ? await time(candles.length, rounds, entrants, counts) : [];
  return { eventsPerTrade, counts, mismatch, timings, absent };
}

/** The first contestant that did not trade as the plain loop, in words; undefined when all agree. */
export function mismatchOf(counts: readonly Count[]): string | undefined {
  const plain = counts.find((count) => count.letter === 'a');
  if (plain === undefined) return 'the plain loop is missing';
  if (plain.trades === 0) return 'the plain loop made no trade: nothing can be compared';
  for (const { letter, name, trades, heldCandles } of counts) {
    const allowed = letter === 'd' ? HANDFUL : 0;
    const off = Math.abs(trades - plain.trades);
    if (off > allowed) return `(${letter}) ${name} made ${trades} trades, (a) made ${plain.trades}; ${allowed} more or fewer are allowed`;
    if (off === 0 && allowed === 0 && heldCandles !== plain.heldCandles) {
      return `(${letter}) ${name} made as many trades as (a), but held them ${heldCandles} candles instead of ${plain.heldCandles}`;
    }
  }
  return undefined;
}

async function time(candleCount: number, rounds: number, entrants: Entrants, counts: readonly Count[]): Promise<Timing[]> {
  const results = await interleave<Outcome>(
    rounds,
    counts.map(
      ({ letter }) =>
        () =>
          (entrants.get(letter) as Contestant).run(),
    ),
  );
  return counts.map(({ letter, name, trades, events }, index) => {
    const runs = results[index] ?? [];
    const changed = runs.find((run) => run.trades !== trades || run.events !== events);
    if (changed !== undefined) {
      throw new Error(`${name} made ${changed.trades} trades and ${changed.events} events in one run, ${trades} and ${events} in another`);
    }
    const elapsedMs = spreadOf(runs.map((run) => run.elapsedMs));
    return { letter, elapsedMs, candlesPerSecond: candleCount / (elapsedMs.median / 1_000) };
  });
}

/** Heron, or a sentence that says that it is missing; an error inside of it is not taken for its absence. */
async function loadHeron(): Promise<HeronContestant | string> {
  const file = new URL('./heron.ts', import.meta.url).href;
  try {
    const { heron } = (await import(file)) as { heron: HeronContestant };
    return heron;
  } catch (error) {
    const missing = error as { code?: unknown; url?: unknown };
    if (missing.code === 'ERR_MODULE_NOT_FOUND' && missing.url === file) return '(d) Heron is missing: there is no test/bench/heron.ts yet';
    throw error;
  }
}
