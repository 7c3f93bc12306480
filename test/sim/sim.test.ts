import { describe, expect, it } from 'vitest';
import { failsAt } from './lastingFault.ts';
import { CALM, FAMILIES, type Plan, swarm } from './plan.ts';
import { PROTOCOLS } from './protocols.ts';
import { regressions } from './regression.ts';
import { runSeed, type SeedOptions } from './runSeed.ts';

/** How far a wrong one is followed here at most; `npm run sim -- --protocol NAME` follows it through worlds in which everything goes wrong. */
const FAR = 1_000;
const LONG_MS = 120_000;

/** Nothing but silence: answers that are lost or late, lists that lag, and a process that dies. */
function silent(seed: number): Plan {
  const rates = { ...CALM, lostAfter: 0.3, late: 0.2, stale: 0.3, readFail: 0.1, crash: 0.06, storage: 0.02 };
  return { ...swarm(seed), people: 1, hasModel: false, isRoughFromTheStart: false, rates };
}

const found = async (seed: number, options: SeedOptions = {}): Promise<string[]> =>
  (await runSeed(seed, options)).violations.map(({ invariant, what }) => `${invariant}: ${what}`);

describe('a world in which everything can go wrong', () => {
  it('ends with ledger and venue in agreement, and with nothing done twice', { timeout: LONG_MS }, async () => {
    for (let seed = 1; seed <= 25; seed++) expect(await found(seed), `seed ${seed}`).toEqual([]);
  });

  it('is the same world for the same seed', { timeout: LONG_MS }, async () => {
    const [once, again, other] = [await runSeed(5), await runSeed(5), await runSeed(6)];
    expect(again.trace).toBe(once.trace);
    expect(other.trace).not.toBe(once.trace);
  });

  it('tells its story in sentences', { timeout: LONG_MS }, async () => {
    const told: string[] = [];
    await runSeed(5, { tell: (line) => void told.push(line) });
    expect(told.join('\n')).toMatch(
      /Heron starts[\s\S]*the strategist is asked[\s\S]*at the venue[\s\S]*everything that went wrong has ended/,
    );
  });

  it('draws rates of faults, and leaves some of them out', () => {
    const plans = Array.from({ length: 200 }, (_, seed) => swarm(seed + 1));
    for (const family of FAMILIES) {
      const drawn = plans.map(({ rates }: Plan) => rates[family]);
      expect(drawn.filter((rate) => rate === 0).length, family).toBeGreaterThan(20);
      expect(Math.max(...drawn), family).toBeGreaterThan(0);
    }
  });
});

describe('what once went wrong', () => {
  it('is told with what became of it', () => {
    for (const { seed, what } of regressions()) expect(what, `${seed}`).toMatch(/Mended: |A mistake of the check: |As seed \d/);
  });

  it.each(regressions().map((one) => [one.seed, one.what, one] as const))(
    'seed %i (%s) does not come back',
    { timeout: LONG_MS },
    async (seed, _, { plan }) => {
      expect(await found(seed, { plan })).toEqual([]);
    },
  );
});

describe('a disk that stays full', () => {
  it('delays the question to a person, and does not lose the order that it is about', { timeout: LONG_MS }, async () => {
    let asked = 0;
    for (let seed = 1; seed <= FAR && asked === 0; seed++) {
      const rates = { ...CALM, lostBefore: 0.2 };
      const plan: Plan = { ...swarm(seed), venue: 'hyperliquid', hasModel: false, isRoughFromTheStart: false, turns: 4, rates };
      const { violations, counts } = await runSeed(seed, { plan, wrong: failsAt('order.needs_human', 4) });
      // It fails on after everything else was healed, so both may agree later than two minutes after that.
      expect(violations.filter(({ what }) => !what.startsWith('it took'))).toEqual([]);
      asked = counts['order.needs_human'] ?? 0;
    }
    expect(asked).toBeGreaterThan(0);
  });
});

describe('a wrong way to deal with a venue that is silent', () => {
  it.each(PROTOCOLS)('(%s) is caught', { timeout: LONG_MS }, async (protocol) => {
    let caught: string[] = [];
    for (let seed = 1; seed <= FAR && caught.length === 0; seed++) caught = await found(seed, { protocol, plan: silent(seed) });
    expect(caught).not.toEqual([]);
  });
});
