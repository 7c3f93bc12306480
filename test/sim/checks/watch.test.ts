import { expect, it } from 'vitest';
import type { Ledger } from '#src/ledger/ledger.ts';
import { CALM, type Plan, swarm } from '../plan.ts';
import { runSeed } from '../runSeed.ts';

const FAR = 100;
const LONG_MS = 120_000;

/** Nobody is ever told that a position has no stop; everything else is as it should be. */
function hushed(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  ledger.append = (event) => {
    const isOfFinding = event.kind === 'finding.opened' && JSON.stringify(event.data).includes('RECON-NAKED');
    return event.kind === 'position.naked' || isOfFinding ? 0 : append(event);
  };
}

/** A venue that answers badly, so that a position is without a stop for long again and again. */
function deaf(seed: number): Plan {
  return { ...swarm(seed), isRoughFromTheStart: false, rates: { ...CALM, lostBefore: 0.3, lostAfter: 0.3, readFail: 0.4, wsFreeze: 0.05 } };
}

it('INV-16: a Heron that knows of a position without a stop and tells nobody is caught, and one that tells is not', {
  timeout: LONG_MS,
}, async () => {
  let caught: number | undefined;
  for (let seed = 1; seed <= FAR && caught === undefined; seed++) {
    const plan = deaf(seed);
    const { violations } = await runSeed(seed, { plan, wrong: hushed });
    if (!violations.some(({ invariant }) => invariant === 'INV-16')) continue;
    caught = seed;
    expect((await runSeed(seed, { plan })).violations).toEqual([]);
  }
  expect(caught).toBeDefined();
});
