import type { Ledger } from '#src/ledger/ledger.ts';
import { checkAll } from './checks/all.ts';
import { type Plan, swarm } from './plan.ts';
import type { Protocol } from './protocols.ts';
import { live } from './story.ts';
import { World } from './world.ts';

export interface SeedOptions {
  /** What happens; drawn from the seed unless told. */
  readonly plan?: Plan | undefined;
  /** Makes a ledger wrong on purpose: called right after each opening of the file, before anything reads it. */
  readonly wrong?: ((ledger: Ledger) => void) | undefined;
  /** A wrong way to deal with a venue's silence, that has to be caught. */
  readonly protocol?: Protocol | undefined;
  readonly hasOwnFile?: boolean;
  /** Hears what happens, as sentences. */
  readonly tell?: ((line: string) => void) | undefined;
}

/** What must not be, with the invariant of reliability.md that says so. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
  /** ISO, true time of the world. */
  readonly at: string;
}

export interface SeedReport {
  readonly seed: number;
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  /** The same for the same seed, plan and code. */
  readonly trace: string;
  /** Hook → how often it was passed and crashed at. */
  readonly hooks: ReadonlyMap<string, { passed: number; crashed: number }>;
  /** Milliseconds of market time until ledger and venue said the same after everything was healed. */
  readonly convergedMs: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Each so-manieth has a ledger in a file of its own, opened anew at each start. */
const OWN_FILE_EVERY = 10;
/** Of worlds that are drawn, each so-manieth is audited event by event. */
const AUDIT_EVERY = 3;

/** Lives through one seed. Never rejects because of what it finds. */
export async function runSeed(
  seed: number,
  { plan: given, wrong, protocol, tell, hasOwnFile = seed % OWN_FILE_EVERY === 0 }: SeedOptions = {},
): Promise<SeedReport> {
  const plan = given ?? swarm(seed);
  const world = new World(plan, { wrong, protocol, tell, hasOwnFile });
  try {
    try {
      await live(world);
      await checkAll(world, given !== undefined || wrong !== undefined || tell !== undefined || seed % AUDIT_EVERY === 0);
    } catch (error) {
      // One of half a million must not take the others with it.
      world.violated('WORLD', `the world could not be lived to its end: ${error instanceof Error ? error.stack : error}`);
    }
    world.countEvents();
    const { violations, hooks, counts } = world;
    return { seed, plan, violations, trace: world.trace(), hooks, convergedMs: world.convergedMs ?? Number.POSITIVE_INFINITY, counts };
  } finally {
    world.end();
  }
}
