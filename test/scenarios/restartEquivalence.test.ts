import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openWorld, type World } from '#test/harness.ts';
import { BTC, enters, idea, PERP, shortIdea } from './acts.ts';

const exits = {
  trail: [
    { fromR: 2.4, atr: 1.5 },
    { fromR: 3, atr: 1.8 },
    { fromR: 5, atr: 1.4 },
    { fromR: 8, atr: 1 },
  ],
  breakEvenAfter: 1,
  timeLimitMs: 3 * 3_600_000,
  atr: '500',
};

/** Basis points that the price moves, in favor of the trade, and whether Heron is killed after it. */
const step = fc.record({ bps: fc.integer({ min: -70, max: 110 }), crash: fc.boolean() });

/** A trade from its entry along a path; `dies` says whether the kills of the path happen. Everything that was decided, and when. */
async function play(steps: readonly { bps: number; crash: boolean }[], isShort: boolean, dies: boolean): Promise<unknown> {
  await using world = await openWorld({ prices: { [BTC]: 63_900, [PERP]: 63_900 } });
  const what = isShort
    ? shortIdea({
        targets: [
          [62_300, 40],
          [60_800, 40],
        ],
        exits,
        invalidation: { type: 'price', is: 'above', level: '64500' },
      })
    : idea({
        targets: [
          [65_500, 40],
          [67_000, 40],
        ],
        exits,
        invalidation: { type: 'price', is: 'below', level: '63400' },
      });
  await enters(world, what);
  const market = what.market ?? BTC;
  for (const { bps, crash } of steps) {
    const price = Math.round((world.feed.last(market) as number) * (1 + ((isShort ? -1 : 1) * bps) / 10_000));
    await world.price(market, price, { afterSeconds: 240 });
    if (!crash) continue;
    if (dies) await world.restart({ crash: true });
    else await quotesAgain(world);
  }
  return [
    world.events('stop.moved').map(({ at, data }) => [at, data]),
    world.events('target.reached').map(({ at, data }) => [at, data]),
    world.events('fill.recorded').map(({ at, data: { amount, price, purpose } }) => [at, amount, price, purpose]),
    world.events('trade.closed').map(({ data: { pnl, exit_reason } }) => [pnl, exit_reason]),
  ];
}

/** What a start does: every market is quoted once, a second later. */
async function quotesAgain(world: World): Promise<void> {
  for (const [index, market] of world.feed.priced.entries())
    await world.price(market, world.feed.last(market) as number, { afterSeconds: index === 0 ? 1 : 0 });
}

it('a trade that lives through crashes ends as one that does not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), fc.boolean(), async (steps, isShort) => {
      expect(await play(steps, isShort, true)).toEqual(await play(steps, isShort, false));
    }),
    { numRuns: 25 },
  );
});
