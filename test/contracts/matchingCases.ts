import { expect } from 'vitest';
import { toNumber, toText } from '#src/domain/decimal.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { Scenario, Scene } from './scene.ts';
import { SPOT } from './world.ts';

const market = SPOT.symbol;

/** A market order pays the best price or a little more: at most twice the slippage that the profile names, and a tick. */
function expectMarketPrice(scene: Scene, fill: VenueFill | undefined, best: number): void {
  const price = fill === undefined ? Number.NaN : toNumber(fill.price);
  const worse = fill?.side === 'buy' ? price - best : best - price;
  expect(worse).toBeGreaterThanOrEqual(-1e-9);
  expect(worse).toBeLessThanOrEqual((best * 2 * scene.world.venue.profile.slippageBps) / 10_000 + toNumber(SPOT.tick));
}

export function matchingCases(scenario: Scenario): void {
  scenario('a market order is filled at once: bought at the ask, sold at the bid, as a taker', ['spot'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99, 101);
    const bought = await scene.send({ market, side: 'buy', amount: '1' });
    const sold = await scene.send({ market, side: 'sell', amount: '0.5' });
    expect(scene.lifeOf(bought)).toEqual(['accepted', 'fill']);
    expectMarketPrice(scene, scene.fillsOf(bought)[0], 101);
    expectMarketPrice(scene, scene.fillsOf(sold)[0], 99);
    expect(scene.fillsOf(bought)[0]).toMatchObject({ market, side: 'buy', liquidity: 'taker', clientOrderId: bought });
    expect(await scene.stateOf(sold)).toBe('filled 0.5');
    await scene.expectExactBalances();
  });

  scenario('a large order is filled in parts, quote by quote, and never beyond its amount', ['spot', 'partialFills'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100, { askSize: 2 });
    const id = await scene.send({ market, side: 'buy', amount: '3' });
    expect(scene.lifeOf(id)).toEqual(['accepted', 'fill']);
    const first = toNumber((await scene.order(id)).filled);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(2);
    for (let i = 0; i < 40; i++) await scene.quote(market, 99.99, 100, { askSize: 2 });
    expect(await scene.stateOf(id)).toBe('filled 3');
    expect(scene.fillsOf(id).length).toBeGreaterThan(1);
    await scene.expectExactBalances();
  });

  scenario('a limit order rests until the market comes to it and gets its own price as a maker', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.fund('BTC', '1');
    await scene.quote(market, 99.99, 100.01);
    const buy = await scene.send({ market, side: 'buy', amount: '1', price: '99' });
    const sell = await scene.send({ market, side: 'sell', amount: '1', price: '101' });
    await scene.quote(market, 99, 99.01);
    await scene.quote(market, 100.99, 101);
    expect([...scene.lifeOf(buy), ...scene.lifeOf(sell)]).toEqual(['accepted', 'accepted']);
    await scene.quote(market, 98.99, 99);
    expect(scene.dealsOf(buy)).toEqual(['buy 1@99 maker']);
    await scene.quote(market, 101.5, 101.6);
    expect(scene.dealsOf(sell)).toEqual(['sell 1@101 maker']);
    await scene.expectExactBalances();
  });

  scenario('a limit order that is marketable on arrival gets the better price as a taker', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.fund('BTC', '1');
    await scene.quote(market, 99.99, 100.01);
    expect(scene.dealsOf(await scene.send({ market, side: 'buy', amount: '1', price: '103' }))).toEqual(['buy 1@100.01 taker']);
    expect(scene.dealsOf(await scene.send({ market, side: 'sell', amount: '1', price: '97' }))).toEqual(['sell 1@99.99 taker']);
    await scene.expectExactBalances();
  });

  scenario('a stop waits for the last price and then goes to the market', ['stops'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.fund('BTC', '1');
    await scene.quote(market, 99.99, 100.01, { last: 100 });
    const below = await scene.send({ market, side: 'sell', amount: '1', stopPrice: '95' });
    const above = await scene.send({ market, side: 'buy', amount: '1', stopPrice: '105' });
    expect((await scene.order(below)).type).toBe('stop');
    await scene.quote(market, 94, 96, { last: 95.01 });
    await scene.quote(market, 104, 106, { last: 104.99 });
    expect([...scene.lifeOf(below), ...scene.lifeOf(above)]).toEqual(['accepted', 'accepted']);
    await scene.quote(market, 94.99, 95.01, { last: 95 });
    await scene.quote(market, 104.99, 105.01, { last: 105 });
    expectMarketPrice(scene, scene.fillsOf(below)[0], 94.99);
    expectMarketPrice(scene, scene.fillsOf(above)[0], 105.01);
    expect(scene.fillsOf(below)[0]?.liquidity).toBe('taker');
    await scene.expectExactBalances();
  });

  scenario('a gap through a stop is filled where the market is, not where the stop was', ['spot', 'stops'], async (scene) => {
    await scene.fund('BTC', '1');
    await scene.quote(market, 99.99, 100.01, { last: 100 });
    const stop = await scene.send({ market, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
    await scene.quote(market, 80, 80.1, { last: 80 });
    expectMarketPrice(scene, scene.fillsOf(stop)[0], 80);
  });

  scenario('a reduce-only sale of spot never sells more than is held', ['spotReduceOnly'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.fund('BTC', '0.5');
    await scene.quote(market, 99.99, 100.01);
    const id = await scene.send({ market, side: 'sell', amount: '2', reduceOnly: true });
    expect(scene.lifeOf(id)).toEqual(['accepted', 'fill', 'canceled']);
    expect(await scene.stateOf(id)).toBe('canceled 0.5');
    expect(await scene.balance('BTC')).toBe('0');
    expect(scene.lifeOf(await scene.send({ market, side: 'sell', amount: '1', reduceOnly: true }))).toEqual(['rejected']);
    expect(scene.lifeOf(await scene.send({ market, side: 'buy', amount: '1', reduceOnly: true }))).toEqual(['rejected']);
    await scene.expectExactBalances();
  });

  scenario(
    'stop and target may both stand for the same holdings; the one that is left over ends',
    ['spotReduceOnly', 'stops'],
    async (scene) => {
      await scene.fund('BTC', '1');
      await scene.quote(market, 99.99, 100.01, { last: 100 });
      const stop = await scene.send({ market, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
      const first = await scene.send({ market, side: 'sell', amount: '0.4', price: '105', reduceOnly: true });
      const second = await scene.send({ market, side: 'sell', amount: '0.6', price: '110', reduceOnly: true });
      await scene.quote(market, 105, 105.1);
      expect(await scene.stateOf(first)).toBe('filled 0.4');
      await scene.quote(market, 94, 94.1, { last: 94 });
      expect((await scene.order(stop)).filled).toEqual((await scene.order(second)).amount);
      expect(await scene.balance('BTC')).toBe('0');
      expect(await scene.world.venue.openOrders()).toEqual([]);
      expect([await scene.stateOf(stop), await scene.stateOf(second)]).toEqual(['canceled 0.6', 'canceled 0']);
      await scene.expectExactBalances();
    },
  );

  scenario('each fill has an id of its own and the fee of its liquidity', [], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.99, 100);
    const taker = await scene.send({ market, side: 'buy', amount: '1', price: '100' });
    const maker = await scene.send({ market, side: 'buy', amount: '1', price: '50' });
    await scene.quote(market, 49.99, 50);
    const [taken, made] = [scene.fillsOf(taker)[0], scene.fillsOf(maker)[0]];
    if (taken === undefined || made === undefined) throw new Error('both orders are filled');
    const { takerFeePct, makerFeePct } = scene.world.venue.profile;
    expect(taken.feeAsset).toBe('USDT');
    expect(toNumber(taken.fee)).toBeCloseTo((100 * takerFeePct) / 100, 12);
    expect(toNumber(made.fee)).toBeCloseTo((50 * makerFeePct) / 100, 12);
    expect(taken.venueFillId).not.toBe(made.venueFillId);
    expect(toText(made.amount)).toBe('1');
  });
}
