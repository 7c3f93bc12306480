import { describe, expect, it } from 'vitest';
import type { Order } from '#src/domain/order.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { openWorld, type World } from '#test/harness.ts';
import { arms, BTC, closed, enters, idea, openTradeOf, ordersOf, PERP, restingStops, shortIdea } from './acts.ts';

const world = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: { [BTC]: 63_900, 'ETH/USDT': 3_180, [PERP]: 63_900 }, sets });

/** Calls `see` with each order that reaches the venue; what it returns false for is lost on the way. */
function onSubmit(it: World, see: (order: Order) => boolean): void {
  const { venue } = it.app;
  const submit = venue.submit.bind(venue);
  venue.submit = (order) => {
    if (see(order)) submit(order);
  };
}

const coids = (it: World): string[] => it.events('order.submitted').map(({ data }) => data.client_order_id);

describe('an order', () => {
  it('is committed to the ledger before the venue hears of it', async () => {
    await using it = await world();
    const seen: unknown[] = [];
    onSubmit(it, ({ clientOrderId, purpose }) => {
      // Another reader of the file sees only what is committed.
      const reader = new Ledger({ path: it.path, clock: it.clock, readonly: true });
      const row = reader.get<{ status: string; purpose: string }>(
        'select status, purpose from "order" where client_order_id = ?',
        clientOrderId,
      );
      seen.push([purpose, row?.purpose, row?.status]);
      reader.close();
      return true;
    });
    const trade = await enters(it);
    await it.price(BTC, 65_500);
    await it.says(`/close ${trade}`);
    expect(seen).toEqual(['entry', 'stop', 'target', 'stop', 'break_even', 'manual'].map((purpose) => [purpose, purpose, 'submitting']));
  });

  it('has an id of 32 hex digits that nothing but its purpose decides, and that never comes twice', async () => {
    const play = async (): Promise<string[]> => {
      await using it = await world();
      for (let i = 0; i < 3; i++) {
        await enters(it);
        await it.minutes(5, { [BTC]: 65_500 });
        await it.minutes(5, { [BTC]: 63_900 });
      }
      return coids(it);
    };
    const first = await play();
    expect(first.length).toBeGreaterThan(12);
    for (const id of first) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(first).size).toBe(first.length);
    expect(await play()).toEqual(first);
  });

  it('that was written and never reached the venue is absent after a restart, and is not sent again', async () => {
    await using it = await world();
    await arms(it);
    onSubmit(it, () => false);
    await it.price(BTC, 64_010);
    expect(it.events('order.submitted').map(({ data }) => data.status)).toEqual(['submitting']);
    await it.restart({ crash: true });
    expect(it.app.recovered).toMatchObject({ absentOrders: 1, positions: 0 });
    expect(it.events('order.absent')).toHaveLength(1);
    expect(it.events('condition.closed')).toHaveLength(1);
    await it.prices(BTC, [63_900, 64_010, 63_900, 64_020]);
    expect(it.events('order.submitted')).toHaveLength(1);
  });

  it('that would have protected a position and was lost is replaced at the next start', async () => {
    await using it = await world();
    await arms(it);
    onSubmit(it, ({ type }) => type !== 'stop');
    await it.price(BTC, 64_010);
    const trade = openTradeOf(it);
    await it.restart({ crash: true });
    expect(it.app.recovered).toMatchObject({ absentOrders: 1, positions: 1, newStops: 1 });
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop absent', 'stop open']);
    expect(restingStops(it, trade)).toEqual([63_000]);
    expect(new Set(coids(it)).size).toBe(3);
    await it.price(BTC, 62_990);
    expect(closed(it, trade).exit_reason).toBe('stop');
  });

  it('goes on being filled after a crash in the middle of it', async () => {
    await using it = await world();
    await arms(it);
    await it.price(BTC, 64_010, { askSize: 0.02 });
    const trade = openTradeOf(it);
    await it.restart({ crash: true });
    // The first quote after the start offered enough for the rest.
    expect(ordersOf(it, trade)).toEqual(['entry filled', 'stop canceled', 'stop open']);
  });

  it('keeps its ladder, its moved stop and its targets over a crash', async () => {
    await using it = await world();
    const trade = await enters(it, shortIdea());
    await it.price(PERP, 62_300);
    const before = restingStops(it, trade);
    await it.restart({ crash: true });
    expect(it.app.recovered.newStops).toBe(0);
    expect(restingStops(it, trade)).toEqual(before);
    await it.price(PERP, 60_800);
    expect(it.events('target.reached').map(({ data }) => data.target)).toEqual([1, 2]);
    expect(closed(it, trade).exit_reason).toBe('target');
  });
});

describe('a trigger', () => {
  it('fires once, however often it comes true', async () => {
    await using it = await world();
    await arms(it);
    await it.prices(BTC, [64_010, 63_900, 64_010, 63_950, 64_100]);
    expect(it.events('condition.triggered')).toHaveLength(1);
    expect(it.events('order.submitted').filter(({ data }) => data.purpose === 'entry')).toHaveLength(1);
  });

  it('that is a crossing does not fire when its level lay behind already, until the price really crosses', async () => {
    await using it = await world();
    await arms(it, idea({ entry: { type: 'price', is: 'crossesAbove', level: '63500' }, stop: 62_500, targets: [[65_500, 100]] }));
    await it.prices(BTC, [63_910, 64_000, 63_800, 63_501]);
    expect(it.events('condition.triggered')).toEqual([]);
    await it.prices(BTC, [63_400, 63_499]);
    expect(it.events('condition.triggered')).toEqual([]);
    await it.price(BTC, 63_500);
    expect(it.events('condition.triggered')).toHaveLength(1);
  });

  it('sees the crossing of a level that the price had stood on exactly before', async () => {
    await using it = await world();
    await arms(it, idea({ entry: { type: 'price', is: 'crossesAbove', level: '63500' }, stop: 62_500, targets: [[65_500, 100]] }));
    await it.prices(BTC, [63_600, 63_500, 63_400]);
    expect(it.events('condition.triggered')).toEqual([]);
    await it.price(BTC, 63_510);
    expect(it.events('condition.triggered')).toHaveLength(1);
  });

  it('that was crossed while nobody watched does not fire for it afterwards', async () => {
    await using it = await world();
    await arms(it);
    await it.app.stop('a night without Heron');
    it.feed.say(BTC, 64_500, it.now); // nobody takes it
    await it.open(it.now, it.feed.seen());
    await it.price(BTC, 64_510);
    expect(it.events('condition.triggered')).toEqual([]);
    await it.prices(BTC, [63_950, 64_010]);
    expect(it.events('condition.triggered')).toHaveLength(1);
  });

  it('that is a state fires with the first quote after it was armed', async () => {
    await using it = await world();
    await arms(it, idea({ entry: { type: 'price', is: 'above', level: '63500' }, stop: 62_500, targets: [[65_800, 100]] }));
    await it.price(BTC, 63_905);
    expect(it.events('condition.triggered')).toHaveLength(1);
  });

  it('waits for everything that it names: a crossing counts at its quote, a close at its minute', async () => {
    await using it = await world();
    const entry = {
      type: 'all',
      of: [
        { type: 'candle', timeframe: '5m', closes: 'above', level: '63950' },
        { type: 'window', from: '2026-01-05T08:10:00Z' },
      ],
    } as const;
    await arms(it, idea({ entry, stop: 62_900, targets: [[66_000, 100]] }));
    await it.minutes(5, { [BTC]: 64_000 });
    expect(it.events('condition.triggered')).toEqual([]);
    await it.minutes(5);
    expect(it.events('condition.triggered')).toHaveLength(1);
    expect(it.events('condition.triggered')[0]?.at).toBe('2026-01-05T08:10:00.000Z');
  });

  it('does not fire when the invalidation comes first', async () => {
    await using it = await world();
    await arms(it, idea({ invalidation: { type: 'price', is: 'below', level: '63400' } }));
    await it.prices(BTC, [63_390, 64_010]);
    expect(it.events('condition.disarmed')).toHaveLength(1);
    expect(it.events('condition.triggered')).toEqual([]);
  });

  it('does not fire on a quote that cannot be true', async () => {
    await using it = await world();
    await arms(it);
    await it.price(BTC, 90_000);
    await it.price(BTC, 63_900);
    expect(it.events('condition.triggered')).toEqual([]);
  });
});
