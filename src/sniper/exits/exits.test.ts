import { describe, expect, it } from 'vitest';
import { later } from '#src/domain/clock.ts';
import type { Condition, ExitPlan } from '#src/domain/condition.ts';
import { SAMPLE_CONDITION, SAMPLE_MARKET, SAMPLE_NOW } from '#src/guards/sample.ts';
import { type ExitAction, type OpenTrade, openTrade } from '#src/sniper/openTrade.ts';
import { SAMPLE_POSITION } from '#src/sniper/sample.ts';
import { EXITS } from './index.ts';

const PLAN: ExitPlan = {
  trail: [
    { fromR: 2.5, atr: 1.5 },
    { fromR: 3, atr: 1.8 },
    { fromR: 5, atr: 1.4 },
    { fromR: 8, atr: 1 },
  ],
  breakEvenAfter: 1,
  timeLimitMs: 0,
  atr: '400',
};

/** 0.03 BTC from 60,000 with 1,500 of risk, or the mirror of it; the stop rests at the venue. */
function tradeOf({
  side = 'long',
  targets = [
    [61_500, 40],
    [63_750, 40],
  ],
  exits = {},
  ...rest
}: {
  side?: 'long' | 'short';
  targets?: [number, number][];
  exits?: Partial<ExitPlan>;
  invalidation?: Condition['invalidation'];
} = {}): OpenTrade {
  const mirror = (price: number): number => (side === 'long' ? price : 120_000 - price);
  const condition: Condition = {
    ...SAMPLE_CONDITION,
    side,
    stop: String(mirror(58_500)),
    targets: targets.map(([price, sharePct]) => ({ price: String(mirror(price)), sharePct })),
    exits: { ...PLAN, ...exits },
    ...rest,
  };
  return { ...openTrade(condition, { ...SAMPLE_POSITION, side }, SAMPLE_MARKET), stopOrderId: 'o2' };
}

/** What is wanted at a price of the long side, by whoever comes first. */
function wish(trade: OpenTrade, price: number, minutes = 0): ({ by: string } & ExitAction) | undefined {
  const at = trade.sign === 1 ? price : 120_000 - price;
  for (const exit of EXITS) {
    const action = exit.ask(trade, { price: at, now: later(SAMPLE_NOW, minutes * 60_000), costPct: 0.2 });
    if (action !== undefined) return { by: exit.name, ...action };
  }
  return undefined;
}

describe.each(['long', 'short'] as const)('the exits of a %s', (side) => {
  const sign = side === 'long' ? 1 : -1;
  const mirror = (price: number): number => (side === 'long' ? price : 120_000 - price);

  it('stand in the order of the rules', () => {
    expect(EXITS.map(({ name }) => name)).toEqual(['stop', 'abandon', 'finalTarget', 'trailing', 'target', 'breakEven', 'timeLimit']);
  });

  it('want nothing between stop and target', () => {
    for (const price of [58_501, 59_000, 60_000, 61_499]) expect(wish(tradeOf({ side }), price)).toBeUndefined();
  });

  it('watch the stop while none rests at the venue', () => {
    const trade = { ...tradeOf({ side }), stopOrderId: undefined };
    expect(wish(trade, 58_501)).toBeUndefined();
    expect(wish(trade, 58_500)).toMatchObject({ by: 'stop', act: 'leave', purpose: 'stop' });
    expect(wish({ ...trade, stopPurpose: 'trailing' }, 58_000)).toMatchObject({ purpose: 'trailing' });
    expect(wish({ ...trade, stopOrderId: 'o2' }, 58_000)).toBeUndefined();
  });

  it('abandon ship before they take anything', () => {
    expect(wish({ ...tradeOf({ side }), abandon: 'the idea has failed' }, 64_000)).toMatchObject({
      by: 'abandon',
      act: 'leave',
      purpose: 'abandoned',
    });
  });

  it('take the ladder rung by rung, and all of it at its end', () => {
    const trade = tradeOf({
      side,
      targets: [
        [61_500, 40],
        [63_750, 40],
        [66_000, 20],
      ],
    });
    expect(wish(trade, 61_500)).toMatchObject({ by: 'target', target: 1, sharePct: 40 });
    trade.targetsReached = 1;
    trade.stop = mirror(60_120);
    expect(wish(trade, 63_749)).toBeUndefined();
    expect(
      wish(
        tradeOf({
          side,
          targets: [
            [61_500, 40],
            [63_750, 40],
            [66_000, 20],
          ],
        }),
        66_000,
      ),
    ).toMatchObject({ by: 'finalTarget', target: 3, sharePct: 100 });
  });

  it('let the rest of a ladder run that does not add up to all', () => {
    const trade = { ...tradeOf({ side }), targetsReached: 2, stop: mirror(60_120) };
    expect(wish(trade, 64_000)).toMatchObject({ by: 'trailing', act: 'moveStop' });
  });

  it('go to break-even plus costs after the first target, once', () => {
    const trade = { ...tradeOf({ side }), targetsReached: 1 };
    const action = wish(trade, 61_600);
    expect(action).toMatchObject({ by: 'breakEven', act: 'moveStop', purpose: 'break_even' });
    expect(action?.act === 'moveStop' && action.to).toBeCloseTo(60_000 + sign * 120, 6);
    trade.stop = 60_000 + sign * 120;
    expect(wish(trade, 61_600)).toBeUndefined();
    expect(wish({ ...tradeOf({ side, exits: { breakEvenAfter: 2 } }), targetsReached: 1 }, 61_600)).toBeUndefined();
  });

  it.each([
    [2.5, 1.5],
    [3, 1.5], // what was earned once is not given back
    [5, 1.4],
    [8, 1],
  ])('trail from %s R on at %s ATR', (r, atr) => {
    const trade = { ...tradeOf({ side }), targetsReached: 2 };
    const price = 60_000 + r * 1_500;
    const action = wish(trade, price);
    expect(action).toMatchObject({ by: 'trailing', act: 'moveStop', purpose: 'trailing' });
    expect(action?.act === 'moveStop' && action.to).toBeCloseTo(mirror(price - atr * 400), 6);
  });

  it('leave after the time limit, but not when the first target was reached', () => {
    const trade = tradeOf({ side, exits: { timeLimitMs: 300 * 60_000 } });
    expect(wish(trade, 60_500, 299)).toBeUndefined();
    expect(wish(trade, 60_500, 300)).toMatchObject({ by: 'timeLimit', act: 'leave', purpose: 'time' });
    expect(wish({ ...trade, targetsReached: 1, stop: mirror(60_200) }, 60_500, 300)).toBeUndefined();
    expect(wish(tradeOf({ side }), 60_500, 100_000)).toBeUndefined();
  });

  it('say beforehand at which prices they want to be asked: anything they want comes at or beyond one of them', () => {
    const trade = tradeOf({ side, invalidation: { type: 'price', is: 'below', level: String(mirror(59_200)) } });
    const levels = EXITS.flatMap((exit) => exit.levels(trade)).map(mirror);
    expect(levels.sort((a, b) => a - b)).toEqual([59_200, 61_500, 63_750, 64_500, 67_500, 72_000]);
    for (let price = 58_501; price < 72_500; price += 37) {
      const asked = wish(tradeOf({ side }), price);
      if (asked !== undefined) expect(levels.some((level) => level <= price && level > 60_000)).toBe(true);
    }
  });
});
