import { expect } from 'vitest';
import { toNumber, toText } from '#src/domain/decimal.ts';
import type { Scenario } from './scene.ts';
import { PERPETUAL, SPOT } from './world.ts';

const market = PERPETUAL.symbol;
const HOUR = 3_600_000;

/** Prices are limits that are met exactly, so that results can be said to the last digit. One contract is 0.01 BTC. */
export function perpetualCases(scenario: Scenario): void {
  scenario('a long gains what the price gained, less fees, to the last digit', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 99.5, 100);
    const entry = await scene.send({ market, side: 'buy', amount: '300', price: '100', leverage: 3 });
    expect(await scene.position()).toMatchObject({ amount: '300', entryPrice: '100', leverage: 3 });
    await scene.quote(market, 112.5, 113);
    const exit = await scene.send({ market, side: 'sell', amount: '300', price: '112.5', reduceOnly: true, leverage: 3 });
    expect(await scene.position()).toBeUndefined();
    const fees = [...scene.fillsOf(entry), ...scene.fillsOf(exit)].map(({ fee }) => toNumber(fee)).reduce((a, b) => a + b, 0);
    expect(Number(await scene.balance('USDT'))).toBeCloseTo(1000 + 3 * 12.5 - fees, 9);
    expect(await scene.balance('BTC')).toBe('0');
    await scene.expectExactBalances();
  });

  scenario('a short gains what the price lost, and is a negative amount', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 100, 100.5);
    await scene.send({ market, side: 'sell', amount: '300', price: '100', leverage: 3 });
    expect(await scene.position()).toMatchObject({ amount: '-300', entryPrice: '100' });
    await scene.quote(market, 89.5, 90);
    await scene.send({ market, side: 'buy', amount: '300', price: '90', reduceOnly: true, leverage: 3 });
    expect(await scene.position()).toBeUndefined();
    expect(Number(await scene.balance('USDT'))).toBeGreaterThan(1000 + 29);
    await scene.expectExactBalances();
  });

  scenario('a position grows at its average price and shrinks in parts, and the round trip is exact', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    const steps = [
      ['buy', '70', 100],
      ['buy', '90', 103.5],
      ['buy', '130', 97],
    ] as const;
    for (const [side, amount, price] of steps) {
      await scene.quote(market, price - 0.5, price);
      await scene.send({ market, side, amount, price: String(price), leverage: 2 });
    }
    const entry = (7 * 100 + 9 * 103.5 + 13 * 97) / 29;
    expect(Number((await scene.position())?.entryPrice)).toBeCloseTo(entry, 6);
    for (const [amount, price] of [
      ['110', 101],
      ['170', 94.5],
      ['10', 120],
    ] as const) {
      await scene.quote(market, price, price + 0.5);
      await scene.send({ market, side: 'sell', amount, price: String(price), reduceOnly: true, leverage: 2 });
      if (amount === '110') expect(Number((await scene.position())?.entryPrice)).toBeCloseTo(entry, 6);
    }
    expect(await scene.position()).toBeUndefined();
    await scene.expectExactBalances();
  });

  scenario('a reduce-only order closes at most the position and never turns it around', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 100, 100.5);
    await scene.expectRefused(await scene.send({ market, side: 'sell', amount: '10', reduceOnly: true }), market);
    await scene.send({ market, side: 'buy', amount: '10' });
    await scene.expectRefused(await scene.send({ market, side: 'buy', amount: '10', reduceOnly: true }), market);
    const exit = await scene.send({ market, side: 'sell', amount: '25', reduceOnly: true });
    expect(scene.lifeOf(exit)).toEqual(['accepted', 'fill', 'canceled']);
    expect(await scene.stateOf(exit, market)).toMatch(/^(canceled|expired) 10$/);
    expect(await scene.position()).toBeUndefined();
  });

  scenario('a plain order on the other side closes first and opens what is left', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 100, 100.5);
    await scene.send({ market, side: 'buy', amount: '10', price: '100.5' });
    await scene.send({ market, side: 'sell', amount: '25', price: '100' });
    expect(await scene.position()).toMatchObject({ amount: '-15', entryPrice: '100' });
    await scene.quote(market, 99.5, 100);
    await scene.send({ market, side: 'buy', amount: '15', price: '100', reduceOnly: true });
    await scene.expectExactBalances();
  });

  scenario('leverage sets how much can be opened with the money there is', ['perpetuals'], async (scene) => {
    await scene.fund('USDT', '100');
    await scene.quote(market, 99.5, 100);
    expect(scene.lifeOf(await scene.send({ market, side: 'buy', amount: '450', leverage: 4 }))).toEqual(['rejected']);
    expect(scene.lifeOf(await scene.send({ market, side: 'buy', amount: '450', leverage: 5 }))).toEqual(['accepted', 'fill']);
    expect(scene.lifeOf(await scene.send({ market, side: 'buy', amount: '100', leverage: 5 }))).toEqual(['rejected']);
  });

  scenario('a protective stop closes a short when the price rises to it', ['perpetuals', 'stops'], async (scene) => {
    await scene.fund('USDT', '1000');
    await scene.quote(market, 100, 100.5, { last: 100 });
    await scene.send({ market, side: 'sell', amount: '100', leverage: 2 });
    const stop = await scene.send({ market, side: 'buy', amount: '100', stopPrice: '105', reduceOnly: true, leverage: 2 });
    await scene.quote(market, 104.5, 105, { last: 105 });
    expect(scene.lifeOf(stop)).toEqual(['accepted', 'fill']);
    expect(await scene.position()).toBeUndefined();
    await scene.expectExactBalances();
  });

  scenario(
    'funding is paid by a long and received by a short at a positive rate, once per boundary',
    ['perpetuals', 'funding'],
    async (scene) => {
      for (const [side, sign] of [
        ['buy', 1],
        ['sell', -1],
      ] as const) {
        await scene.fund('USDT', '1000');
        await scene.world.setFundingPct(market, 0.01);
        await scene.quote(market, 100, 100, { last: 100 });
        await scene.send({ market, side, amount: '100', price: '100' });
        await scene.world.advance(8 * HOUR);
        await scene.quote(market, 100, 100, { last: 100 });
        await scene.quote(market, 100, 100, { last: 100 });
        const paid = scene.world.heard.all('funding').at(-1);
        expect(paid).toMatchObject({ market, asset: 'USDT' });
        expect(paid === undefined ? 'none' : toText(paid.amount)).toBe(sign === 1 ? '0.01' : '-0.01');
        await scene.send({ market, side: side === 'buy' ? 'sell' : 'buy', amount: '100', price: '100', reduceOnly: true });
        expect(scene.world.heard.all('funding')).toHaveLength(sign === 1 ? 1 : 2);
        if (sign === 1) await scene.expectExactBalances();
      }
      expect(new Set(scene.world.heard.all('funding').map(({ venueFundingId }) => venueFundingId)).size).toBe(2);
    },
  );

  for (const side of ['buy', 'sell'] as const) {
    scenario(
      `a ${side === 'buy' ? 'long' : 'short'} is liquidated at its liquidation price and not a tick before`,
      ['perpetuals', 'liquidation'],
      async (scene) => {
        await scene.fund('USDT', '100');
        await scene.quote(market, 100, 100, { last: 100 });
        await scene.send({ market, side, amount: '800', price: '100', leverage: 10 });
        const level = toNumber((await scene.position())?.liquidationPrice ?? SPOT.tick);
        const away = side === 'buy' ? 0.5 : -0.5;
        expect(Math.sign(100 - level)).toBe(Math.sign(away));
        await scene.quote(market, level + away, level + away, { last: level + away });
        expect(scene.world.heard.all('liquidated')).toEqual([]);
        await scene.quote(market, level, level, { last: level });
        const [liquidation] = scene.world.heard.all('liquidated');
        if (liquidation === undefined) throw new Error('it is liquidated');
        expect({ ...liquidation, amount: toText(liquidation.amount) }).toMatchObject({
          market,
          side: side === 'buy' ? 'sell' : 'buy',
          amount: '800',
        });
        expect(scene.lifeOf(liquidation.clientOrderId)).toEqual(['liquidated', 'fill']);
        expect(await scene.position()).toBeUndefined();
        await scene.expectExactBalances();
      },
    );
  }
}
