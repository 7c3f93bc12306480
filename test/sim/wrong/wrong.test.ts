import { describe, expect, it } from 'vitest';
import type { Ledger } from '#src/ledger/ledger.ts';
import { openWorld } from '#test/harness.ts';
import { arms, BTC, idea, PERP, perpIdea } from '#test/scenarios/acts.ts';
import { WRONG } from './index.ts';

/** What is there to notice it; others notice most of them too. */
const NOTICED_BY: Readonly<Record<string, string>> = {
  skippedPosting: 'INV-7',
  roundedAmount: 'VENUE',
  doubleFunding: 'VENUE',
  missedScore: 'SCORES',
  lostFill: 'PNL',
  feeSign: 'VENUE',
  doubledMessage: 'INV-9',
  positionNotReduced: 'MEMORY',
  eventWithoutRows: 'INV-18',
  statusBackwards: 'INV-11',
};

/** A spot trade up to its last target, a perpetual over a funding time that is closed by hand. Returns who noticed. */
async function livesWith(wrong: (ledger: Ledger) => void): Promise<string[]> {
  const world = await openWorld({
    startAt: '2026-01-05T15:30:00Z',
    prices: { [BTC]: 63_800, [PERP]: 63_800 },
    sets: ['guards.openPositions=5'],
    parts: ({ ledger }) => {
      wrong(ledger);
      return {};
    },
  });
  world.auditsAtEnd = false;
  const noticed = new Set<string>();
  const looks = async (): Promise<void> => {
    for (const { invariant } of (await world.audit()).findings) noticed.add(invariant);
  };
  world.funding(PERP, 0.01);
  await arms(world, idea());
  await arms(world, perpIdea());
  await world.price(PERP, 64_010);
  await world.price(BTC, 64_010);
  await world.minutes(15, { [BTC]: 65_600, [PERP]: 64_200 });
  await world.minutes(20, { [BTC]: 67_200, [PERP]: 64_300 });
  await world.says('/close all');
  await world.minutes(2);
  await looks();
  await world.restart();
  await looks();
  // Everything that was shown here is about one event, and has a time or a price of its own.
  const twice = world.shown.filter((text, at) => world.shown.indexOf(text) !== at);
  if (twice.length > 0) noticed.add('INV-9');
  for (const bug of world.bugs.splice(0)) noticed.add(`Heron itself: ${bug instanceof Error ? bug.message : String(bug)}`);
  await world.end().catch(() => undefined);
  return [...noticed].sort();
}

describe('a ledger that is wrong on purpose', () => {
  it('is one of ten', () => {
    expect(Object.keys(NOTICED_BY)).toEqual(Object.keys(WRONG));
    expect(Object.keys(WRONG)).toHaveLength(10);
  });

  it('is told from the right one, about which nobody says anything', async () => {
    expect(await livesWith(() => undefined)).toEqual([]);
  });

  it.each(Object.entries(WRONG))('is noticed in an ordinary day, by what is there to notice it: %s', async (name, wrong) => {
    expect(await livesWith(wrong)).toContain(NOTICED_BY[name]);
  });
});
