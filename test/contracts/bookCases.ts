import { expect } from 'vitest';
import { later } from '#src/domain/clock.ts';
import type { Scenario } from './scene.ts';
import { BEGINNING } from './scene.ts';
import { SPOT } from './world.ts';

const market = SPOT.symbol;

export function bookCases(scenario: Scenario): void {
  scenario('a cancel ends an order once, and nothing is filled after it', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const id = await scene.send({ market, side: 'buy', amount: '1', price: '99' });
    await scene.cancel(id, market);
    await scene.cancel(id, market);
    await scene.quote(market, 98, 98.01);
    expect(scene.lifeOf(id)).toEqual(['accepted', 'canceled']);
    expect(await scene.stateOf(id)).toBe('canceled 0');
    expect(await scene.balance('USDT')).toBe('1000');
  });

  scenario('a cancel keeps what was filled before it', ['spot', 'partialFills'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100, { askSize: 2 });
    const id = await scene.send({ market, side: 'buy', amount: '3', price: '100' });
    await scene.cancel(id, market);
    expect(scene.lifeOf(id)).toEqual(['accepted', 'fill', 'canceled']);
    const { status, filled } = await scene.order(id);
    expect(status).toBe('canceled');
    expect(scene.fillsOf(id).map(({ amount }) => amount)).toEqual([filled]);
    await scene.expectExactBalances();
  });

  scenario('a cancel that comes after the fill changes nothing: filled wins', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const id = await scene.send({ market, side: 'buy', amount: '1', price: '99' });
    await scene.quote(market, 98.99, 99);
    await scene.cancel(id, market);
    expect(scene.lifeOf(id)).toEqual(['accepted', 'fill']);
    expect(await scene.stateOf(id)).toBe('filled 1');
  });

  scenario('a cancel of an id that was never sent does nothing', [], async (scene) => {
    await scene.cancel('f'.repeat(32), market);
    expect(scene.world.heard.reports).toEqual([]);
  });

  scenario('open, closed and filled are told apart by lookups that begin at a moment', [], async (scene) => {
    const { venue } = scene.world;
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100);
    const filled = await scene.send({ market, side: 'buy', amount: '1', price: '100' });
    const open = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
    await scene.world.advance(60_000);
    await scene.quote(market, 99.99, 100);
    const then = scene.world.now();
    const canceled = await scene.send({ market, side: 'buy', amount: '1', price: '91' });
    await scene.cancel(canceled, market);
    const again = await scene.send({ market, side: 'buy', amount: '0.5', price: '100' });
    const idsOf = (found: readonly { clientOrderId: string }[]) => found.map(({ clientOrderId }) => clientOrderId).sort();
    expect(idsOf(await venue.openOrders())).toEqual([open]);
    expect(idsOf(await venue.closedOrders(BEGINNING))).toEqual([filled, canceled, again].sort());
    expect(idsOf(await venue.closedOrders(then))).toEqual([canceled, again].sort());
    expect(idsOf(await venue.fillsSince(BEGINNING))).toEqual([filled, again].sort());
    expect(idsOf(await venue.fillsSince(then))).toEqual([again]);
    expect(await venue.fillsSince(later(then, 60_000))).toEqual([]);
  });

  scenario('what was looked up earlier does not change with later fills', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100);
    const id = await scene.send({ market, side: 'buy', amount: '1', price: '90' });
    const before = await scene.order(id);
    await scene.quote(market, 89, 90);
    expect(before.status).toBe('open');
    expect(await scene.stateOf(id)).toBe('filled 1');
  });

  scenario('balances are deposits and fills and fees to the last digit, after many fills', ['spot'], async (scene) => {
    await scene.fund('USDT', '100000');
    await scene.fund('BTC', '3.21');
    for (let i = 1; i <= 60; i++) {
      const price = 100 + ((i * 37) % 19) / 7;
      await scene.quote(market, price, price + 0.03);
      await scene.send({ market, side: i % 3 === 0 ? 'sell' : 'buy', amount: `0.${100 + ((i * 7) % 90)}` });
    }
    expect(await scene.world.venue.fillsSince(BEGINNING)).toHaveLength(60);
    await scene.expectExactBalances();
  });

  scenario('markets, time and profile are answered', [], async (scene) => {
    const { venue } = scene.world;
    expect(venue.markets().map(({ symbol }) => symbol)).toContain(market);
    expect(Math.abs((await venue.time()) - scene.world.now())).toBeLessThanOrEqual(1_000);
    expect(Number.isFinite(venue.profile.takerFeePct + venue.profile.makerFeePct + venue.profile.slippageBps)).toBe(true);
  });
}
