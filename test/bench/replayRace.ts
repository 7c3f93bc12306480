import { CANDLES } from './candles.ts';
import type { Letter, Outcome } from './contestant.ts';
import { isHeronHere } from './entrants.ts';
import { Lane } from './lane.ts';
import { installPeers, versionOfPeer } from './peers.ts';
import { interleave, type Spread, spreadOf } from './rounds.ts';

/** Stands in for Heron's own number while there is no Heron to count. */
const ASSUMED_EVENTS_PER_TRADE = 12;

const NAMES: Record<Letter, string> = {
  a: 'plain arrays, no ledger',
  b: 'plain loop + bare rows',
  c: `grademark ${versionOfPeer('grademark')}`,
  d: 'Heron, full ledger',
  e: 'grademark given finished averages',
};

/** What one contestant did, before anyone looks at a clock. */
export interface Count {
  readonly letter: Letter;
  readonly name: string;
  readonly trades: number;
  readonly heldCandles: number;
  readonly events: number;
}

interface Timing {
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

/** Lets everybody run once to count and to warm up; if the counts agree, times them over the rounds. */
export async function race(rounds: number, scratchDir: string): Promise<Race> {
  const absent: string[] = [];
  const counts: Count[] = [];
  const lanes = new Map<Letter, Lane>();
  let eventsPerTrade = ASSUMED_EVENTS_PER_TRADE;
  const enter = async (letter: Letter): Promise<Count> => {
    const lane = new Lane(letter, scratchDir, eventsPerTrade);
    lanes.set(letter, lane);
    const { trades, heldCandles, events } = await lane.run();
    const count = { letter, name: NAMES[letter], trades, heldCandles, events };
    counts.push(count);
    return count;
  };
  try {
    const plain = await enter('a');
    // Per trade of the plain loop, so that (b) writes as many rows as Heron, to the row.
    if (isHeronHere()) eventsPerTrade = (await enter('d')).events / plain.trades;
    else absent.push(`(d) Heron is missing: there is no test/bench/heron.ts yet; (b) writes ${ASSUMED_EVENTS_PER_TRADE} events per trade`);
    await enter('b');
    const noPeers = installPeers();
    if (noPeers === undefined) {
      await enter('c');
      await enter('e');
    } else absent.push(`(c) and (e), grademark, are left out: ${noPeers}`);

    counts.sort((x, y) => x.letter.localeCompare(y.letter));
    const mismatch = mismatchOf(counts);
    const timings = mismatch === undefined ? await time(rounds, lanes, counts) : [];
    return { eventsPerTrade, counts, mismatch, timings, absent };
  } finally {
    for (const lane of lanes.values()) lane.close();
  }
}

/** The first contestant that did not trade as the plain loop, in words; undefined when all agree. */
export function mismatchOf(counts: readonly Count[]): string | undefined {
  const plain = counts.find((count) => count.letter === 'a');
  if (plain === undefined || plain.trades === 0) return 'the plain loop (a) made no trade, so there is nothing to compare with';
  for (const { letter, name, trades, heldCandles } of counts) {
    if (trades !== plain.trades) return `(${letter}) ${name} made ${trades} trades, (a) made ${plain.trades}`;
    if (heldCandles !== plain.heldCandles) {
      return `(${letter}) ${name} made as many trades as (a), but held them ${heldCandles} candles instead of ${plain.heldCandles}`;
    }
  }
  return undefined;
}

async function time(rounds: number, lanes: ReadonlyMap<Letter, Lane>, counts: readonly Count[]): Promise<Timing[]> {
  const results = await interleave<Outcome>(
    rounds,
    counts.map(
      ({ letter }) =>
        () =>
          (lanes.get(letter) as Lane).run(),
    ),
  );
  return counts.map(({ letter, name, trades, events }, index) => {
    const runs = results[index] ?? [];
    const changed = runs.find((run) => run.trades !== trades || run.events !== events);
    if (changed !== undefined) {
      throw new Error(`${name} made ${changed.trades} trades and ${changed.events} events in one run, ${trades} and ${events} in another`);
    }
    const elapsedMs = spreadOf(runs.map((run) => run.elapsedMs));
    return { letter, elapsedMs, candlesPerSecond: CANDLES / (elapsedMs.median / 1_000) };
  });
}
