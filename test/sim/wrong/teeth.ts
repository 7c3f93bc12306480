import { parseArgs } from 'node:util';
import { runSeed, type SeedOptions } from '#test/sim/runSeed.ts';
import { resultFile, writeResult } from '#test/trust/result.ts';
import { WRONG } from './index.ts';

/**
 * How soon each wrong protocol and each wrong ledger is caught by the simulation: it lives through seed after seed until one shows it, and through some
 * more, to see how many do. The right ones live through the same seeds: a check that cries whatever happens has no teeth either. Ends with 1 when
 * a wrong one is not caught, or the right one is.
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, more: { type: 'string', default: '25' }, out: { type: 'string' } },
});
const most = Number(values.seeds);
const atLeast = Number(values.more);

const blamed = new Map<number, boolean>();

interface Caught {
  readonly name: string;
  readonly lived: number;
  readonly caught: number;
  /** The first seed that showed it; undefined when none did. */
  readonly first: number | undefined;
  readonly by: readonly string[];
}

/** A seed in which the right ones are blamed too says nothing of the wrong ones. */
async function isBlamed(seed: number, options: SeedOptions): Promise<boolean> {
  if (options.wrong === undefined && options.protocol === undefined) return false;
  const known = blamed.get(seed) ?? (await runSeed(seed)).violations.length > 0;
  blamed.set(seed, known);
  return known;
}

async function tries(name: string, options: SeedOptions, seeds: number): Promise<Caught> {
  const by = new Set<string>();
  let [lived, caught] = [0, 0];
  let first: number | undefined;
  for (let seed = 1; seed <= seeds && (first === undefined || seed <= atLeast); seed++) {
    lived++;
    const { violations } = await runSeed(seed, options);
    if (violations.length === 0 || (await isBlamed(seed, options))) continue;
    caught++;
    first ??= seed;
    if (options.wrong === undefined && options.protocol === undefined) blamed.set(seed, true);
    for (const { invariant } of violations) by.add(invariant);
  }
  const result = { name, lived, caught, first, by: [...by].sort() };
  console.log(`${name}: ${caught} of ${lived} seeds, the first is ${first ?? 'none'}, by ${result.by.join(', ')}`);
  return result;
}

const right = await tries('the right ones', {}, atLeast);
const wrong = [
  ...(await inTurn(
    (['naive', 'blind', 'notFound', 'sendFirst'] as const).map((protocol) => [`protocol ${protocol}`, { protocol }] as const),
  )),
  ...(await inTurn(Object.entries(WRONG).map(([name, ledger]) => [`ledger ${name}`, { wrong: ledger }] as const))),
];

async function inTurn(list: readonly (readonly [string, SeedOptions])[]): Promise<Caught[]> {
  const results: Caught[] = [];
  for (const [name, options] of list) results.push(await tries(name, options, most));
  return results;
}

const accused = [...blamed].flatMap(([seed, isIt]) => (isIt ? [seed] : []));
const missed = wrong.filter(({ first }) => first === undefined);
writeResult(values.out ?? resultFile('teeth'), {
  tool: 'teeth',
  tried: {
    'wrong protocols': 4,
    'wrong ledgers': Object.keys(WRONG).length,
    'worlds lived with them': wrong.reduce((sum, { lived }) => sum + lived, 0),
    'the same worlds lived with the right ones': right.lived,
    ...Object.fromEntries(
      wrong.map(({ name, lived, caught, first, by }) => [
        `${name}: caught`,
        `${caught} of ${lived}, the first is seed ${first ?? 'none'}, by ${by.join(', ')}`,
      ]),
    ),
  },
  goals: [
    {
      what: `wrong ones that are caught within ${most} seeds`,
      target: 'all',
      measured: `${wrong.length - missed.length} of ${wrong.length}`,
      met: missed.length === 0,
    },
    {
      what: 'seeds in which the right ones are blamed, of those that were lived with them',
      target: '0',
      measured: `${accused.length} of ${Math.max(right.lived, blamed.size)}`,
      met: accused.length === 0,
    },
  ],
  found: [
    ...accused.map((seed) => `seed ${seed} has a violation with the right protocol and the right ledger`),
    ...missed.map(({ name, lived }) => `${name} was not caught in ${lived} seeds`),
  ],
  again: `node test/sim/wrong/teeth.ts --seeds ${most} --more ${atLeast}`,
});
process.exitCode = missed.length === 0 && accused.length === 0 ? 0 : 1;
