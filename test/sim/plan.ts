import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';

/** How often each thing goes wrong: fractions of its occasions, 0 to 1. Ranges: reliability.md, "Swarm". */
export interface Rates {
  /** A request never reaches the venue. */
  readonly lostBefore: number;
  /** It was done, and the answer is lost. */
  readonly lostAfter: number;
  /** It reaches the venue late, up to a minute. */
  readonly late: number;
  /** The venue refuses an order for no reason that Heron could know. */
  readonly reject: number;
  readonly readFail: number;
  /** A read that shows an older state. */
  readonly stale: number;
  /** A list that repeats entries. */
  readonly dupPage: number;
  /** Per price: the stream stands still for a while. */
  readonly wsFreeze: number;
  readonly badTick: number;
  readonly tooMany: number;
  /** Share of the time in which a chat platform is down. */
  readonly chatDown: number;
  /** A message was shown and its acknowledgement is lost, or an update comes again. */
  readonly chatTwice: number;
  /** Per hook. */
  readonly crash: number;
  /** Per minute. */
  readonly clockJump: number;
  /** Per commit: busy, or no space left. */
  readonly storage: number;
  readonly modelGarbage: number;
  /** Per step of the plan: somebody trades by hand at the venue. */
  readonly byHand: number;
  /** Per step of the plan: halts, revocations and their like. */
  readonly people: number;
}

export type Family = keyof Rates;

export const FAMILIES: readonly Family[] = [
  'lostBefore',
  'lostAfter',
  'late',
  'reject',
  'readFail',
  'stale',
  'dupPage',
  'wsFreeze',
  'badTick',
  'tooMany',
  'chatDown',
  'chatTwice',
  'crash',
  'clockJump',
  'storage',
  'modelGarbage',
  'byHand',
  'people',
];

/** Nothing goes wrong. */
export const CALM: Rates = ratesOf(() => 0);

/** Highest rate that is drawn. */
const MOST: Rates = {
  lostBefore: 0.2,
  lostAfter: 0.3,
  late: 0.2,
  reject: 0.1,
  readFail: 0.4,
  stale: 0.3,
  dupPage: 0.2,
  wsFreeze: 0.05,
  badTick: 0.02,
  tooMany: 0.1,
  chatDown: 0.5,
  chatTwice: 0.4,
  crash: 0.06,
  clockJump: 0.01,
  storage: 0.02,
  modelGarbage: 0.3,
  byHand: 0.1,
  people: 0.2,
};

/** What one seed lives through. A plan that is written down says everything: the same plan is the same story. */
export interface Plan {
  readonly seed: number;
  /** A venue's profile by its id in ccxt. */
  readonly venue: string;
  /** Turns of the story: in each somebody or something acts, then the market goes on for a while. */
  readonly turns: number;
  /** How many people there are, each with a chat; with none, everything is said at the machine. */
  readonly people: number;
  readonly rates: Rates;
  /** Proposals come from something that has to be waited for, as a language model. */
  readonly hasModel: boolean;
  /** Things go wrong while the ledger is founded, too. */
  readonly isRoughFromTheStart: boolean;
}

const VENUES = ['binance', 'binanceusdm', 'kraken', 'hyperliquid'] as const;

/** The rng of one concern of a seed: a fault that is switched off leaves the others as they were. */
export const rngOf = (seed: number, concern: string): Rng => seededRng(seedOf('sim', seed, concern));

/** A rate for each family, in their order. */
function ratesOf(rate: (family: Family) => number): Rates {
  return Object.fromEntries(FAMILIES.map((family) => [family, rate(family)])) as Record<Family, number>;
}

/** Draws what goes wrong in a seed, and how often; about half of the faults not at all. */
export function swarm(seed: number): Plan {
  const rng = rngOf(seed, 'plan');
  const rates = ratesOf((family) => {
    const isOn = rng.next() < (family === 'crash' ? 0.7 : 0.5);
    const rate = rng.next() * MOST[family];
    return isOn ? Number(rate.toFixed(4)) : 0;
  });
  const venue = VENUES[Math.floor(rng.next() * VENUES.length)] as string;
  const turns = 2 + Math.floor(rng.next() * 4);
  const crowd = rng.next();
  const people = crowd < 0.4 ? 0 : crowd < 0.8 ? 1 : crowd < 0.97 ? 2 : 3;
  const isRoughFromTheStart = rng.next() < 0.2;
  const hasModel = rng.next() < 0.3;
  return { seed, venue, turns, people, hasModel, isRoughFromTheStart, rates };
}
