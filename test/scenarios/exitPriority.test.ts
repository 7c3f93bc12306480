import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { arms, BTC, closed, enters, idea, openAmount, ordersOf, PERP, restingStops, shortIdea, storyOf } from './acts.ts';

const world = (sets: readonly string[] = []): Promise<World> => openWorld({ prices: { [BTC]: 63_900, [PERP]: 63_900 }, sets });
const plan = (different: Partial<NonNullable<Idea['exits']>> = {}): NonNullable<Idea['exits']> => ({
  trail: [{ fromR: 3, atr: 1.8 }],
  breakEvenAfter: 1,
  timeLimitMs: 0,
  atr: '500',
  ...different,
});

describe('priority: when two exits hold at once, the higher one wins', () => {
  it('stop before abandon ship', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ invalidation: { type: 'price', is: 'crossesBelow', level: '63500' } }));
    await it.price(BTC, 62_900);
    expect(closed(it, trade).exit_reason).toBe('stop');
  });

  it('abandon ship before the final target', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ targets: [[65_500, 100]], invalidation: { type: 'price', is: 'crossesAbove', level: '65400' } }));
    await it.price(BTC, 65_600);
    expect(closed(it, trade).exit_reason).toBe('abandoned');
  });

  it('the final target before targets 1 and 2: one order takes everything when the price jumps over all of them', async () => {
    await using it = await world();
    const trade = await enters(
      it,
      idea({
        targets: [
          [65_500, 40],
          [67_000, 40],
          [68_000, 20],
        ],
        exits: plan(),
      }),
    );
    await it.price(BTC, 68_100);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'target filled']);
    expect(it.events('target.reached').map(({ data }) => data.target)).toEqual([3]);
    expect(it.events('stop.moved')).toHaveLength(0);
    expect(closed(it, trade).exit_reason).toBe('target');
  });

  it('trailing before targets 1 and 2: the stop has moved before the first of them is sent', async () => {
    await using it = await world();
    const trade = await enters(
      it,
      idea({
        targets: [
          [65_500, 40],
          [67_000, 40],
        ],
        exits: plan(),
      }),
    );
    const from = it.ledger.head.seq + 1;
    await it.price(BTC, 67_400);
    expect(storyOf(it, ['stop.moved', 'target.reached'], from)).toEqual(['stop.moved', 'target.reached', 'target.reached']);
    expect(restingStops(it, trade)).toEqual([66_500]);
    // Break-even lies below the trailing stop by then: no order is wasted on it.
    expect(it.events('stop.moved').map(({ data }) => data.purpose)).toEqual(['trailing']);
  });

  it('trailing, even while a target waits for the rest of its fill', async () => {
    await using it = await world();
    const trade = await enters(
      it,
      idea({
        targets: [
          [65_500, 40],
          [67_000, 40],
        ],
        exits: plan(),
      }),
    );
    await it.price(BTC, 67_400, { bidSize: 0.002 });
    expect(ordersOf(it, trade).at(-2)).toBe('target open');
    expect(restingStops(it, trade)).toEqual([66_500]);
  });

  it('target 1 before the time-based exit', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ targets: [[65_500, 40]], exits: plan({ timeLimitMs: 3_600_000 }) }));
    await it.price(BTC, 65_500, { afterSeconds: 3_600 });
    expect(it.events('target.reached')).toHaveLength(1);
    expect(it.ledger.memory.positions.has(trade)).toBe(true);
  });

  it('abandon ship before the time-based exit', async () => {
    await using it = await world();
    const trade = await enters(
      it,
      idea({ exits: plan({ timeLimitMs: 3_600_000 }), invalidation: { type: 'price', is: 'crossesBelow', level: '63600' } }),
    );
    await it.price(BTC, 63_500, { afterSeconds: 3_600 });
    expect(closed(it, trade).exit_reason).toBe('abandoned');
  });
});

describe('the protective stop', () => {
  it('is replaced by placing the new one before the old one is canceled', async () => {
    await using it = await world();
    await enters(it);
    const from = it.ledger.head.seq + 1;
    await it.price(BTC, 65_500);
    expect(storyOf(it, ['order.submitted', 'order.accepted', 'order.canceled', 'fill.recorded', 'stop.moved'], from)).toEqual([
      'order.submitted target',
      'order.accepted target',
      'fill.recorded target',
      'order.submitted stop', // for what is left
      'order.accepted stop',
      'order.canceled stop',
      'stop.moved',
      'order.submitted break_even',
      'order.accepted break_even',
      'order.canceled stop',
    ]);
  });

  it('only ever moves toward profit, and is never missing, whatever the price does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -150, max: 170 }), { minLength: 5, maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 60 }),
        async (steps, isShort, apart) => {
          await using it = await world();
          const what = isShort
            ? shortIdea({
                targets: [
                  [62_300, 40],
                  [60_800, 40],
                ],
                exits: plan(),
              })
            : idea({
                targets: [
                  [65_500, 40],
                  [67_000, 40],
                ],
                exits: plan(),
              });
          const trade = await enters(it, what);
          const market = what.market ?? BTC;
          let price = it.feed.last(market) as number;
          let stop = isShort ? 64_800 : 63_000;
          for (const step of steps) {
            price = Math.round(price * (1 + ((isShort ? -1 : 1) * step) / 10_000));
            await it.price(market, price, { afterSeconds: apart });
            if (!it.ledger.memory.positions.has(trade)) break;
            const resting = restingStops(it, trade);
            expect(resting).toHaveLength(1);
            expect(((resting[0] as number) - stop) * (isShort ? -1 : 1)).toBeGreaterThanOrEqual(0);
            stop = resting[0] as number;
          }
          for (const { data } of it.events('stop.moved'))
            expect((Number(data.to) - Number(data.from)) * (isShort ? -1 : 1)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('stays where it is when the venue refuses the one that was to replace it', async () => {
    // A short of about 6 USDT: when the price has fallen far enough, a stop there is worth less than the venue takes.
    await using it = await openWorld({
      prices: { 'ETH/USDT': 3_200, 'ETH/USDT:USDT': 3_200 },
      sets: ['desk.capital="28"', 'policy.neverAbovePct=5', 'guards.shock.movePct=50'],
    });
    await arms(it, {
      market: 'ETH/USDT:USDT',
      side: 'short',
      entry: 3_190,
      stop: 3_250,
      targets: [[3_100, 40]],
      exits: plan({ atr: '60', breakEvenAfter: 0 }),
    });
    await it.price('ETH/USDT:USDT', 3_190);
    const trade = [...it.ledger.memory.positions.keys()][0] as string;
    for (const price of [2_900, 2_700, 2_500]) await it.price('ETH/USDT:USDT', price);
    const before = restingStops(it, trade);
    expect(before).toEqual([2_608]);
    await it.price('ETH/USDT:USDT', 2_300);
    expect(it.events('order.rejected').map(({ data }) => data.reason)).toEqual(['the order is worth less than the venue takes']);
    expect(restingStops(it, trade)).toEqual(before);
    // Meanwhile the sniper watches the better price itself; what the venue refuses is not asked for again and again.
    for (let i = 0; i < 200; i++) await it.price('ETH/USDT:USDT', 2_450 + (i % 2));
    expect(it.events('order.rejected').length).toBeLessThan(20);
    await it.price('ETH/USDT:USDT', 2_610);
    expect(it.events('trade.closed')).toHaveLength(1);
  });
});

describe('small positions', () => {
  it('go on when a rung of the ladder is too small to be sold: it counts as reached', async () => {
    await using it = await openWorld({ prices: { [BTC]: 63_900, [PERP]: 63_900 }, sets: ['desk.capital="330"'] });
    const what = idea({
      market: PERP,
      targets: [
        [65_500, 50],
        [67_000, 50],
      ],
      exits: plan(),
    });
    const trade = await enters(it, what);
    expect(openAmount(it, trade)).toBe('0.001');
    await it.price(PERP, 65_500);
    expect(it.events('target.reached').map(({ data }) => data.target)).toEqual([1]);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'break_even open']);
    await it.price(PERP, 67_000);
    expect(closed(it, trade).exit_reason).toBe('target');
  });

  it('are not entered when they could not be left at the stop', async () => {
    await using it = await openWorld({ prices: { 'ETH/USDT': 3_190 }, sets: ['desk.capital="20.7"'] });
    const said = await it.suggests({ market: 'ETH/USDT', entry: 3_200, stop: 3_100, targets: [[3_350, 100]] });
    expect(said).toMatchObject({
      outcome: 'refused',
      reasons: [expect.stringMatching(/worth less than the venue takes at 3100/), expect.anything()],
    });
  });
});
