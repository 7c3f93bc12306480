import { describe, expect, it } from 'vitest';
import { decimal, isPositive, toNumber, toText } from '#src/domain/decimal.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { arms, BTC, closed, enters, idea, openAmount, openTradeOf, ordersOf, PERP, perpIdea, restingStops, shortIdea } from './acts.ts';

const world = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: { [BTC]: 63_900, [PERP]: 63_900 }, sets } satisfies WorldOptions);

/** What a profile gives: an ATR of 500, the trail of trading-rules.md, break-even after the first target. */
const plan = (different: Partial<NonNullable<Idea['exits']>> = {}): NonNullable<Idea['exits']> => ({
  trail: [
    { fromR: 3, atr: 1.8 },
    { fromR: 5, atr: 1.4 },
    { fromR: 8, atr: 1 },
  ],
  breakEvenAfter: 1,
  timeLimitMs: 0,
  atr: '500',
  ...different,
});

describe('stop', () => {
  it('leaves at the stop, by the order that rested at the venue', async () => {
    await using it = await world();
    const trade = await enters(it);
    expect(restingStops(it, trade)).toEqual([63_000]);
    await it.price(BTC, 63_001);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    await it.price(BTC, 63_000);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop filled']);
    expect(closed(it, trade)).toMatchObject({ exit_reason: 'stop', exit_price: '62987.4' });
  });

  it('leaves a short at the stop above it', async () => {
    await using it = await world();
    const trade = await enters(it, shortIdea());
    await it.price(PERP, 64_800);
    expect(closed(it, trade)).toMatchObject({ exit_reason: 'stop', side: 'short' });
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop filled']);
  });

  it('leaves at what the market gives when it gaps through the stop', async () => {
    await using it = await world();
    const trade = await enters(it);
    await it.price(BTC, 61_000);
    const { exit_reason, exit_price, pnl, planned_risk } = closed(it, trade);
    expect(exit_reason).toBe('stop');
    expect(Number(exit_price)).toBeLessThan(61_000);
    expect(Number(pnl)).toBeLessThan(-2.9 * Number(planned_risk));
  });

  it('fills a stop in parts where little is offered, and is over with the last part', async () => {
    await using it = await world();
    const trade = await enters(it);
    await it.price(BTC, 62_990, { bidSize: 0.03 });
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    expect(it.events('trade.closed')).toHaveLength(0);
    await it.prices(BTC, [62_900, 62_800]);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop filled']);
    expect(it.events('fill.recorded').map(({ data }) => data.amount)).toEqual(['0.03827', '0.015', '0.015', '0.00827']);
    expect(closed(it, trade).exit_reason).toBe('stop');
  });
});

describe('abandon ship', () => {
  it('leaves when the bias of the highest timeframe turns against the position', async () => {
    await using it = await world();
    const trade = await enters(it);
    await it.leans(BTC, 'long');
    await it.leans(BTC, 'neutral');
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    await it.leans(BTC, 'short');
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'abandoned filled']);
    expect(closed(it, trade).exit_reason).toBe('abandoned');
  });

  it('leaves a short when the bias turns up, and no other market', async () => {
    await using it = await world();
    const long = await enters(it);
    const short = await enters(it, shortIdea());
    await it.leans(PERP, 'long');
    expect(closed(it, short).exit_reason).toBe('abandoned');
    expect(ordersOf(it, long)).toEqual(['entry filled', 'stop open']);
  });

  it('leaves when the invalidation holds: a close, not a price', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ invalidation: { type: 'candle', timeframe: '15m', closes: 'below', level: '63500' } }));
    await it.price(BTC, 63_400);
    await it.price(BTC, 63_700);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    await it.candle(BTC, { open: 63_700, high: 63_800, low: 63_300, close: 63_450 }, '15m');
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'abandoned filled']);
    expect(closed(it, trade).exit_reason).toBe('abandoned');
  });

  it('leaves when a price invalidates it by crossing, on that quote', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ invalidation: { type: 'price', is: 'crossesBelow', level: '63600' } }));
    await it.price(BTC, 63_599);
    expect(closed(it, trade).exit_reason).toBe('abandoned');
  });
});

describe('targets', () => {
  it('leaves whole at a final target that takes everything', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ targets: [[66_000, 100]] }));
    await it.price(BTC, 65_999);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    await it.price(BTC, 66_000);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'target filled']);
    expect(closed(it, trade).exit_reason).toBe('target');
  });

  it('takes 40 % at target 1, 40 % at target 2, each in the parts that the market gives, and lets 20 % run', async () => {
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
    await it.price(BTC, 65_500, { bidSize: 0.01 });
    await it.prices(BTC, [65_510, 65_520, 65_530]);
    const taken = () =>
      it
        .events('fill.recorded')
        .filter(({ data }) => data.purpose === 'target')
        .map(({ data }) => data.amount);
    expect(taken()).toEqual(['0.005', '0.005', '0.005', '0.0003']);
    expect(it.events('target.reached').map(({ data }) => data.target)).toEqual([1]);
    await it.price(BTC, 67_000, { bidSize: 1_000 });
    expect(taken().slice(4)).toEqual(['0.0153']);
    expect(it.events('target.reached').map(({ data }) => data.target)).toEqual([1, 2]);
    expect(openAmount(it, trade)).toBe('0.00767');
    // The stop at the venue always covers exactly what is open.
    const stops = [...it.ledger.memory.orders.values()].filter(({ order }) => order.type === 'stop');
    expect(stops.map(({ order }) => toText(order.amount))).toEqual(['0.00767']);
  });

  it('moves the stop to break-even plus costs after target 1, so that the rest cannot lose', async () => {
    await using it = await world();
    const trade = await enters(it);
    await it.price(BTC, 65_500);
    const [stop = 0] = restingStops(it, trade);
    expect(stop).toBeCloseTo(64_022.81 * 1.0022, 1);
    await it.price(BTC, stop);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'target filled', 'stop canceled', 'break_even filled']);
    expect(closed(it, trade).exit_reason).toBe('break_even');
    const [, , rest] = it.events('fill.recorded');
    const gain = (Number(rest?.data.price) - 64_022.81) * Number(rest?.data.amount) - 2 * Number(rest?.data.fee);
    expect(gain).toBeGreaterThan(-0.2);
  });

  it('keeps the first stop where break-even is not wanted', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ exits: plan({ breakEvenAfter: 0 }) }));
    await it.price(BTC, 65_500);
    expect(restingStops(it, trade)).toEqual([63_000]);
  });
});

describe('trailing', () => {
  it('follows the best price at 1.8 ATR from 3 R on, 1.4 from 5 R, 1.0 from 8 R, and never goes back', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ targets: [[65_500, 40]], exits: plan({ breakEvenAfter: 0 }) }));
    const entry = 64_022.81;
    const risk = entry - 63_000;
    const stopAfter = async (price: number): Promise<number> => {
      await it.price(BTC, price);
      return restingStops(it, trade)[0] ?? Number.NaN;
    };
    expect(await stopAfter(entry + 2.9 * risk)).toBe(63_000);
    const at3 = Math.ceil(entry + 3 * risk);
    expect(await stopAfter(at3)).toBeCloseTo(at3 - 900, 1);
    expect(await stopAfter(at3 - 500)).toBeCloseTo(at3 - 900, 1);
    const at5 = Math.ceil(entry + 5 * risk);
    expect(await stopAfter(at5)).toBeCloseTo(at5 - 700, 1);
    const at8 = Math.ceil(entry + 8 * risk);
    expect(await stopAfter(at8)).toBeCloseTo(at8 - 500, 1);
    await it.price(BTC, at8 - 501);
    expect(closed(it, trade).exit_reason).toBe('trailing');
    expect(ordersOf(it, trade).at(-1)).toBe('trailing filled');
  });

  it('lets the runner after target 2 trail at its own distance', async () => {
    await using it = await world();
    const trade = await enters(
      it,
      idea({
        targets: [
          [65_500, 40],
          [66_560, 40],
        ],
        exits: plan({ trail: [{ fromR: 2.48, atr: 1.5 }] }),
      }),
    );
    await it.price(BTC, 65_500);
    await it.price(BTC, 66_560);
    expect(it.events('target.reached')).toHaveLength(2);
    expect(restingStops(it, trade)[0]).toBeCloseTo(66_560 - 750, 1);
    await it.price(BTC, 65_800);
    expect(closed(it, trade).exit_reason).toBe('trailing');
  });

  it('does not send an order for each tick of profit', async () => {
    await using it = await world();
    await enters(it, idea({ targets: [[65_500, 40]], exits: plan({ breakEvenAfter: 0 }) }));
    await it.price(BTC, 67_200);
    const before = it.events('order.submitted').length;
    for (let price = 67_201; price < 67_249; price += 4) await it.price(BTC, price);
    expect(it.events('order.submitted')).toHaveLength(before);
    await it.price(BTC, 67_260);
    expect(it.events('order.submitted')).toHaveLength(before + 1);
  });
});

describe('time', () => {
  it('leaves when target 1 was not reached after 20 candles of 15m', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ exits: plan({ timeLimitMs: 20 * 15 * 60_000 }) }));
    await it.minutes(299);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop open']);
    await it.minutes(3);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'time filled']);
    expect(closed(it, trade).exit_reason).toBe('time');
  });

  it('lets a trade that has reached target 1 go on', async () => {
    await using it = await world();
    const trade = await enters(it, idea({ exits: plan({ timeLimitMs: 3_600_000 }) }));
    await it.price(BTC, 65_500);
    await it.minutes(70);
    expect(it.ledger.memory.positions.has(trade)).toBe(true);
  });
});

describe('manual and halted', () => {
  it('closes a position by hand', async () => {
    await using it = await world();
    const trade = await enters(it);
    expect(await it.says(`/close ${trade}`)).toMatch(/closed/);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'manual filled']);
    expect(closed(it, trade).exit_reason).toBe('manual');
  });

  it('cancels what is left of an entry when the position is closed by hand', async () => {
    await using it = await world();
    await arms(it);
    await it.price(BTC, 64_010, { askSize: 0.02 });
    const trade = openTradeOf(it);
    expect(ordersOf(it, trade)).toEqual(['entry open', 'stop open']);
    await it.says(`/close ${trade}`);
    expect(ordersOf(it, trade)).toEqual(['entry canceled', 'stop canceled', 'manual filled']);
    expect(closed(it, trade).amount).toBe('0.01');
  });

  it('keeps the protective stop of a position while Heron is halted, and cancels what is left of an entry', async () => {
    await using it = await world();
    await arms(it);
    await it.price(BTC, 64_010, { askSize: 0.02 });
    const trade = openTradeOf(it);
    await it.says('/halt storm');
    expect(ordersOf(it, trade)).toEqual(['entry canceled', 'stop open']);
    await it.restart({ crash: true });
    await it.price(BTC, 62_990, { bidSize: 1_000 });
    expect(closed(it, trade).exit_reason).toBe('stop');
  });

  it('goes on taking targets and moving stops toward profit while halted', async () => {
    await using it = await world();
    const trade = await enters(it);
    await it.says('/halt storm');
    await it.price(BTC, 65_500);
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'target filled', 'stop canceled', 'break_even open']);
  });
});

describe('liquidation', () => {
  const geared = [
    'desk.leverage=50',
    'guards.leverageMax=50',
    'desk.riskPct=8',
    'guards.riskPct=10',
    'policy.neverAbovePct=20',
    'guards.marketExposurePct=1000',
    'guards.venueExposurePct=1000',
    'guards.grossExposurePct=1000',
    'guards.personDayPct=1000',
    'guards.drawdownHaltPct=99',
  ];
  const tight = (side: 'long' | 'short'): Idea =>
    side === 'long'
      ? perpIdea({ stop: 63_600, targets: [[65_500, 100]], riskPct: 8, regime: 'tight_smc', exits: plan({ atr: '400' }) })
      : shortIdea({ stop: 64_200, targets: [[62_300, 100]], riskPct: 8, regime: 'tight_smc', exits: plan({ atr: '400' }) });

  it.each(['long', 'short'] as const)('is adopted when the venue closes a %s by force before its stop can work', async (side) => {
    await using it = await world(geared);
    const trade = await enters(it, tight(side));
    const [position] = await it.app.venue.positions();
    const level = position?.liquidationPrice === undefined ? Number.NaN : toNumber(position.liquidationPrice);
    expect(side === 'long' ? level < 63_600 : level > 64_200).toBe(true);
    await it.price(PERP, level);
    expect(closed(it, trade)).toMatchObject({ exit_reason: 'liquidated', side });
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'liquidated filled']);
    expect(isPositive(decimal(closed(it, trade).pnl))).toBe(false);
  });
});
