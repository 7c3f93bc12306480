import { expect } from 'vitest';
import { later } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Asked } from './orders.ts';
import type { Scenario } from './scene.ts';
import { PERPETUAL, SPOT, type VenueCapabilities } from './world.ts';

const market = SPOT.symbol;

/** Orders that cannot be, in a market at 99.99/100.01 with 1,000 USDT and 1 BTC, and what is wrong with them. */
const IMPOSSIBLE: readonly [string, Asked, ...(keyof VenueCapabilities)[]][] = [
  ['an amount off the step', { market, side: 'buy', amount: '0.1005' }],
  ['an amount of zero', { market, side: 'buy', amount: '0' }],
  ['an amount below zero', { market, side: 'buy', amount: '-1' }],
  ['an amount below the smallest', { market, side: 'buy', amount: '0.001' }],
  ['less worth than the smallest notional', { market, side: 'buy', amount: '0.049' }, 'minNotional'],
  ['a limit price off the tick', { market, side: 'buy', amount: '0.1', price: '99.005' }],
  ['a limit price of zero', { market, side: 'buy', amount: '0.1', price: '0' }],
  ['a limit whose notional is below the smallest', { market, side: 'buy', amount: '0.1', price: '49.99' }, 'minNotional'],
  ['a market that the venue does not have', { market: 'NOPE/USDT', side: 'buy', amount: '1' }],
  ['more than the money buys', { market, side: 'buy', amount: '10' }],
  ['a limit that the money does not cover with its fee', { market, side: 'buy', amount: '10', price: '100' }],
  ['a sale of more than is held', { market, side: 'sell', amount: '1.001' }, 'spot'],
  ['leverage on spot', { market, side: 'buy', amount: '1', leverage: 2 }, 'spot'],
];

export function acceptanceCases(scenario: Scenario): void {
  scenario('an accepted order is known by its client order id', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const id = await scene.send({ market, side: 'buy', amount: '1.5', price: '90.25' });
    expect(scene.lifeOf(id)).toEqual(['accepted']);
    const order = await scene.order(id);
    const [acceptance] = scene.world.heard.all('accepted', id);
    expect(order.venueOrderId).toBe(acceptance?.venueOrderId);
    expect(order.venueOrderId).not.toBe('');
    expect(order).toMatchObject({ clientOrderId: id, market, side: 'buy', type: 'limit', reduceOnly: false, status: 'open' });
    expect([order.amount, order.filled, order.price].map((one) => (one === undefined ? 'none' : toText(one)))).toEqual([
      '1.5',
      '0',
      '90.25',
    ]);
    expect((await scene.world.venue.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([id]);
  });

  scenario('a client order id that was never sent is unknown', [], async (scene) => {
    expect(await scene.world.venue.orderById('0'.repeat(32), market)).toBeUndefined();
  });

  scenario('a client order id is taken once, even after its order is over', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const asked = { market, side: 'buy', amount: '1', price: '90', clientOrderId: 'a'.repeat(32) } as const;
    await scene.send(asked);
    await scene.send(asked);
    await scene.cancel(asked.clientOrderId, market);
    await scene.send({ ...asked, price: '101' });
    expect(scene.world.heard.all('accepted')).toHaveLength(1);
    expect(scene.world.heard.all('fill')).toEqual([]);
    // A venue may not know whether the first one lives and say `unknown`; what it may not do is to take the order again.
    expect(scene.lifeOf(asked.clientOrderId).filter((word) => word === 'rejected' || word === 'unknown')).toHaveLength(2);
    expect(await scene.stateOf(asked.clientOrderId)).toBe('canceled 0');
  });

  for (const [what, asked, ...needs] of IMPOSSIBLE) {
    scenario(`${what} is refused with a reason and moves nothing`, needs, async (scene) => {
      await scene.fund('USDT', '1000');
      await scene.fund('BTC', '1');
      await scene.quote(market, 99.99, 100.01);
      const id = await scene.send(asked);
      await scene.expectRefused(id);
      expect(await scene.world.venue.openOrders()).toEqual([]);
      await scene.expectExactBalances();
    });
  }

  scenario('money that a resting order will need is not given to a second one', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const first = await scene.send({ market, side: 'buy', amount: '6', price: '99' });
    const second = await scene.send({ market, side: 'buy', amount: '6', price: '98' });
    expect(scene.lifeOf(second)).toEqual(['rejected']);
    await scene.cancel(first, market);
    expect(scene.lifeOf(await scene.send({ market, side: 'buy', amount: '6', price: '98' }))).toEqual(['accepted']);
  });

  scenario('an order whose deadline has passed is refused', ['deadlines'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100.01);
    const now = scene.world.now();
    const inTime = await scene.send({ market, side: 'buy', amount: '0.1', deadline: later(now, scene.world.travelMs ?? 0) });
    const late = await scene.send({ market, side: 'buy', amount: '0.1', deadline: later(now, -1) });
    expect(scene.lifeOf(inTime)).toEqual(['accepted', 'fill']);
    expect(scene.lifeOf(late)).toEqual(['rejected']);
  });

  scenario('leverage above the maximum of the market is refused', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(PERPETUAL.symbol, 99.5, 100);
    const id = await scene.send({ market: PERPETUAL.symbol, side: 'buy', amount: '10', leverage: 21 });
    expect(scene.lifeOf(id)).toEqual(['rejected']);
  });
}
