import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import { type Bundle, bundle } from './bundle.ts';
import { runChain } from './chain.ts';
import { startChat } from './child.ts';
import { runDeed } from './deedChain.ts';
import { DEEDS } from './deeds.ts';
import { Plan } from './plan.ts';
import { faultsIn } from './table.ts';
import { Tally } from './tally.ts';
import type { Wrong } from './wrongs.ts';

/** Ledgers that are killed side by side, one for each core of a small machine. */
const LANES = 2;
/** One lane dies in the middle of starts too, the other one mostly later: so that they seldom die at the same hook. */
const SAFE_AT_FIRST = [0.2, 0.9];
const KILLS_OF_CHAIN = 40;
/** Every other ledger speaks to Telegram; the others are started without it, which is cheaper. */
const VENUES = ['binance', 'binanceusdm', 'kraken', 'binance', 'binanceusdm', 'krakenfutures'] as const;

/** Ledgers more, where something was reached that nobody died at, or where nobody died in one of the faults. */
const MOST_MORE = 6;
/** A deed whose every start takes long is left to the long runs. */
const KILLS_FOR_A_SECOND = 1_000;
/** A short run is about a running Heron alone, and does not come everywhere. */
export const LEAST_FOR_DEEDS = 100;
/** From so many on somebody has to have died in each of the faults that a process can die in. */
export const LEAST_FOR_FAULTS = 200;

/** Everything that a run did. */
export interface Run {
  readonly tally: Tally;
  readonly plan: Plan;
  readonly deeds: Plan;
}

/** What is to be done. */
export interface RunOrder {
  readonly kills: number;
  readonly seed: number;
  /** Hears how it goes. */
  readonly say?: (line: string) => void;
  /** After so many it ends, however many were killed by then. */
  readonly minutes?: number | undefined;
  /** A mistake that is made in what is killed. */
  readonly wrong?: Wrong | undefined;
}

/** Kills so many processes, or a few more: whatever is reached for the first time is killed at, also at the end of a ledger. */
export async function runLanes({ kills, seed, say = () => undefined, minutes = Number.POSITIVE_INFINITY, wrong }: RunOrder): Promise<Run> {
  const rng = seededRng(seed);
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'heron-crash-'));
  const run: Run = { tally: new Tally(), plan: new Plan(rng), deeds: new Plan(rng) };
  try {
    using made = await bundle(['life', 'deed', 'outside'], wrong);
    const { tally, plan, deeds } = run;
    const until = performance.now() + minutes * 60_000;
    const mayKill = (): boolean => tally.kills < kills && performance.now() < until;
    let chains = 0;
    const pending = DEEDS.filter(({ seconds = 0 }) => kills >= LEAST_FOR_DEEDS && kills >= seconds * KILLS_FOR_A_SECOND);
    const lane = async (own: Rng, safeAtFirst: number): Promise<void> => {
      await using chat = await startChat(made);
      // How often the deeds are killed is given by their steps; the ledgers that live on are killed as often as is left.
      for (let deed = pending.shift(); deed !== undefined; deed = pending.shift())
        await runDeed({ bundle: made, folder: join(folder, deed.name), deed, plan: deeds, tally });
      for (let first = true; mayKill() || first; first = false) {
        const number = ++chains;
        const name = join(folder, `chain-${number}`);
        const venue = VENUES[(number - 1) % VENUES.length] as string;
        const left = Math.max(1, kills - tally.kills);
        const size = Math.min(KILLS_OF_CHAIN, Math.ceil(left / LANES));
        await runChain({
          bundle: made,
          folder: name,
          safeAtFirst,
          diesInCalm: kills >= LEAST_FOR_DEEDS,
          venue,
          chat: number % 3 === 0 ? undefined : chat,
          plan,
          tally,
          rng: own,
          mayKill,
          kills: size,
        });
        say(`${tally.kills} kills, ${plan.names.length + deeds.names.length} hooks, ${tally.wrong.length} findings`);
      }
    };
    await warmUp(made, folder, rng);
    await Promise.all(Array.from({ length: LANES }, (_, index) => lane(seededRng(seed * 100 + index), SAFE_AT_FIRST[index] ?? 0)));
    await using chat = await startChat(made);
    const lacksFault = (): boolean => kills >= LEAST_FOR_FAULTS && faultsIn(tally.deaths).some(([, count]) => count === 0);
    const mayFollow = (): boolean => kills >= LEAST_FOR_DEEDS && (plan.missed.length > 0 || lacksFault());
    for (let more = 0; more < MOST_MORE && mayFollow(); more++) {
      const name = join(folder, `chain-${++chains}`);
      const kills = plan.missed.length + 2;
      await runChain({
        bundle: made,
        folder: name,
        venue: VENUES[more % VENUES.length] as string,
        chat,
        plan,
        tally,
        rng,
        mayKill: mayFollow,
        kills,
        onlyUnknown: true,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return run;
}

/** Node keeps what it compiled when a process ends by itself, which those that are killed do not: one life is lived to its end before any is ended. */
async function warmUp(made: Bundle, folder: string, rng: Rng): Promise<void> {
  await using chat = await startChat(made);
  const unkilled = { plan: new Plan(rng), tally: new Tally(), mayKill: () => false, kills: 0, isMortal: false };
  await runChain({ bundle: made, folder: join(folder, 'chain-0'), venue: VENUES[0], chat, rng, ...unkilled });
  if (unkilled.tally.wrong.length > 0) throw new Error(`not even without a kill all is well: ${unkilled.tally.wrong.join('\n')}`);
}
