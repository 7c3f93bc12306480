import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal, toText } from '#src/domain/decimal.ts';
import { CannotStart, OutsideError } from '#src/domain/errors.ts';
import type { Fault } from '#test/fakes/venue/faults.ts';
import { type CcxtWorld, ccxtWorld } from './ccxtWorld.ts';
import { DIALECTS, type DialectWorld } from './dialects.ts';
import { Scene } from './scene.ts';
import { SPOT } from './world.ts';

const market = SPOT.symbol;

interface Played {
  readonly world: CcxtWorld;
  readonly scene: Scene;
}

async function play(dialect: DialectWorld, wanted: Parameters<typeof ccxtWorld>[1] = {}): Promise<Played> {
  const world = await ccxtWorld(dialect, wanted);
  onTestFinished(() => world.close());
  const scene = new Scene(world);
  await scene.fund('USDT', '1000');
  await scene.quote(market, 99.99, 100);
  return { world, scene };
}

/** Faults of one answer to createOrder after which nobody can say whether the order was taken. `taken`: it was. */
const DOUBTS: readonly [string, Fault, boolean][] = [
  ['the connection is cut before the venue hears of it', 'lostBefore', false],
  ['the connection is cut after the venue took it', 'lostAfter', true],
  ['a page of HTML comes instead of the answer', { garbage: 'html' }, true],
  ['an empty answer comes', { garbage: 'empty' }, true],
  ['half an answer comes', { garbage: 'truncated' }, true],
  ['503 comes, and the order was taken', { status: 503, handled: true }, true],
  ['502 comes, and the order was not taken', { status: 502 }, false],
  ['520 comes, and the order was taken', { status: 520, handled: true }, true],
];

for (const dialect of DIALECTS) {
  describe(`${dialect.id}: a network between`, () => {
    for (const [what, fault, taken] of DOUBTS) {
      it(`says "unknown" once when ${what}, sends it once, and ${taken ? 'finds it by its id' : 'does not find it'}`, async () => {
        const { world, scene } = await play(dialect);
        world.server.faults.plan(fault, { kind: 'create' });
        const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
        expect(scene.lifeOf(id)).toEqual(['unknown']);
        expect(world.server.createsOf(id)).toBe(1);
        const found = await world.venue.orderById(id, market);
        expect(found?.status).toBe(taken ? 'open' : undefined);
      });
    }

    it('is patient for so long and no longer, then says "unknown" and finds the order that came late', async () => {
      const { world, scene } = await play(dialect, { timeoutMs: 300 });
      world.server.faults.plan({ slow: 900 }, { kind: 'create' });
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      expect(scene.lifeOf(id)).toEqual(['unknown']);
      expect(world.server.createsOf(id)).toBe(1);
      expect((await world.venue.orderById(id, market))?.status).toBe('open');
    });

    it('finds an order that was filled at once although its answer was lost, with its fills (FI-13)', async () => {
      const { world, scene } = await play(dialect);
      world.server.faults.plan('lostAfter', { kind: 'create' });
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '100' });
      expect(scene.lifeOf(id)).toEqual(['unknown', 'fill']);
      expect(await scene.stateOf(id)).toBe('filled 1');
    });

    it('takes 429 for a no, sends nothing again, and lets no entry out while the venue wants to rest (FI-50)', async () => {
      const { world, scene } = await play(dialect);
      world.server.faults.plan({ status: 429, retryAfter: 60 }, { kind: 'create' });
      const first = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      expect(scene.lifeOf(first)).toEqual(['rejected']);
      expect(world.server.createsOf(first)).toBe(1);
      const second = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      expect(scene.lifeOf(second)).toEqual(['rejected']);
      expect(world.server.createsOf(second)).toBe(0);
      expect(world.heard.all('rejected', second)[0]?.reason).toMatch(/fewer requests/);
      expect(world.troubles.map(({ kind }) => kind)).toContain('pause');
      expect(await world.venue.openOrders()).toEqual([]);
    });

    it('cancels while it may not enter', async () => {
      const { world, scene } = await play(dialect);
      const resting = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      world.server.faults.plan({ status: 429, retryAfter: 60 }, { kind: 'create' });
      await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      await scene.cancel(resting, market);
      expect(await scene.stateOf(resting)).toBe('canceled 0');
    });

    it('asks again what an order became when the answer to its cancel was lost (FI-24)', async () => {
      const { world, scene } = await play(dialect);
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      world.server.faults.plan('lostAfter', { kind: 'cancel' });
      let hints = 0;
      world.network.onHint(() => hints++);
      await scene.cancel(id, market);
      expect(hints).toBe(1);
      expect(await scene.stateOf(id)).toBe('canceled 0');
    });

    it('fails a read with a sentence and teaches nothing', async () => {
      const { world } = await play(dialect);
      world.server.faults.plan({ garbage: 'html' }, { kind: 'read', times: Number.POSITIVE_INFINITY });
      await expect(world.venue.orderById('a'.repeat(32), market)).rejects.toThrow(OutsideError);
      await expect(world.venue.openOrders()).rejects.toThrow(OutsideError);
      await expect(world.venue.balances()).rejects.toThrow(OutsideError);
    });

    it('tells each fill once when pages repeat themselves (FI-31)', async () => {
      const { world, scene } = await play(dialect);
      for (let i = 0; i < 3; i++)
        await scene.send({ market, side: i % 2 === 0 ? 'buy' : 'sell', amount: '1', price: i % 2 === 0 ? '100' : '99.99' });
      world.server.faults.plan('duplicatePage', { kind: 'read', times: 20 });
      expect(await world.venue.fillsSince(world.now())).toHaveLength(0);
      expect((await world.venue.fillsSince(0 as never)).map(({ clientOrderId }) => clientOrderId)).toHaveLength(3);
      expect(new Set((await world.venue.fillsSince(0 as never)).map(({ venueFillId }) => venueFillId)).size).toBe(3);
    });

    it('turns all pages of fills', async () => {
      const { world, scene } = await play(dialect);
      const theirs = world.venue.theirMarket(market);
      for (let i = 0; i < 260; i++) {
        world.exchange.byHand({ market: theirs, side: i % 2 === 0 ? 'buy' : 'sell', type: 'market', amount: '0.1' });
        world.clock.advance(1_500);
      }
      const fills = await world.venue.fillsSince(0 as never);
      expect(fills.length).toBe(world.exchange.fills().length);
      expect(fills.length).toBeGreaterThanOrEqual(260);
      expect(scene).toBeDefined();
    });

    it('gives the fee that was charged, to the last digit, also as a rebate', async () => {
      const { world, scene } = await play(dialect);
      world.exchange.profile = { ...world.exchange.profile, makerFee: '-0.0001', feePlaces: 8 };
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '90.01' });
      await scene.quote(market, 89, 90.01);
      const [fill] = scene.fillsOf(id);
      const [booked] = world.exchange.fills();
      expect(fill === undefined ? 'none' : toText(fill.fee)).toBe('-0.009001');
      expect(booked?.fee).toBeLessThan(0);
    });

    it('lets no new risk out while the clock is more than a second off, but lets an exit out (FI-48)', async () => {
      const { world, scene } = await play(dialect);
      world.exchange.time.skew(-1_500);
      await world.network.open();
      expect(Math.abs(world.network.clockAheadMs() - 1_500)).toBeLessThan(900);
      const entry = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      expect(world.heard.all('rejected', entry)[0]?.reason).toMatch(/clock is \d\.\d s ahead/);
      expect(world.server.createsOf(entry)).toBe(0);
      const exit = await scene.send({ market, side: 'sell', amount: '1', reduceOnly: true });
      expect(world.server.createsOf(exit)).toBe(1);
    });

    it('stops an entry right before the socket when a halt came after it was written', async () => {
      let halted: string | undefined;
      const { world, scene } = await play(dialect, { noRisk: () => halted });
      const before = world.server.requests.length;
      queueMicrotask(() => {
        halted = 'Heron is halted.';
      });
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      expect(world.heard.all('rejected', id)[0]?.reason).toBe('Heron is halted.');
      expect(world.server.createsOf(id)).toBe(0);
      expect(world.server.requests.length).toBeGreaterThan(before);
    });

    it('does not begin with repeated calls switched on (FI-27)', async () => {
      await expect(ccxtWorld(dialect, { options: { maxRetriesOnFailure: 3 } })).rejects.toThrow(CannotStart);
      await expect(ccxtWorld(dialect, { options: { createOrder: { maxRetriesOnFailure: 1 } } })).rejects.toMatchObject({ code: 'retries' });
    });

    it('hears of a fill as a hint, on the socket', async () => {
      const { profileOf } = await import('#src/venue/ccxt/profileOf.ts');
      const { world, scene } = await play(dialect, { profile: profileOf(dialect.id) });
      let hints = 0;
      const end = world.network.onHint(() => hints++);
      onTestFinished(end);
      const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
      await expect.poll(() => world.server.sockets.opened, { timeout: 5_000 }).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = hints;
      await scene.quote(market, 89, 90);
      await expect.poll(() => hints, { timeout: 5_000 }).toBeGreaterThan(before);
      expect(await scene.stateOf(id)).toBe('filled 1');
    });
  });
}

describe('binance: a fee in a third asset', () => {
  it('comes with its price in the quote asset (FI-40)', async () => {
    const dialect = DIALECTS.find(({ id }) => id === 'binance') as DialectWorld;
    const { world, scene } = await play(dialect);
    world.exchange.list({ ...world.exchange.market('BTC/USDT'), symbol: 'BNB/USDT', base: 'BNB' });
    world.exchange.deposit('BNB', '1');
    world.exchange.quote('BNB/USDT', 500, 500);
    world.exchange.profile = { ...world.exchange.profile, feeIn: 'BNB', feePlaces: 8 };
    await world.network.open();
    const id = await scene.send({ market, side: 'buy', amount: '1', price: '100' });
    const [fill] = scene.fillsOf(id);
    expect(fill).toMatchObject({ feeAsset: 'BNB', feeRate: decimal('500') });
    const paid = world.exchange.fills().at(-1)?.fee;
    expect(paid).toBeGreaterThan(0);
    expect(fill === undefined ? 'none' : toText(fill.fee)).toBe('0.0002');
  });
});
