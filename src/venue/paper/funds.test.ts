import { describe, expect, it } from 'vitest';
import { paperWorld } from '#test/contracts/paperWorld.ts';
import { Scene } from '#test/contracts/scene.ts';
import { PERPETUAL, SPOT } from '#test/contracts/world.ts';

const spot = SPOT.symbol;
const perpetual = PERPETUAL.symbol;

/** 1,000 USDT, and a long of 5 BTC at 100 with leverage 5, fees off: 100 USDT are margin. */
async function withLong(): Promise<Scene> {
  const scene = new Scene(paperWorld({ settings: { takerFeePct: 0, makerFeePct: 0, slippageBps: 0 } }));
  await scene.fund('USDT', '1000');
  await scene.quote(spot, 99.99, 100);
  await scene.quote(perpetual, 100, 100, { last: 100 });
  await scene.send({ market: perpetual, side: 'buy', amount: '500', price: '100', leverage: 5 });
  return scene;
}

const canBuy = async (scene: Scene, amount: string): Promise<boolean> => {
  const id = await scene.send({ market: spot, side: 'buy', amount, price: '100' });
  return scene.lifeOf(id)[0] === 'accepted';
};

describe('free funds', () => {
  it('are what is held less the margin of open positions', async () => {
    expect(await canBuy(await withLong(), '9.001')).toBe(false);
    expect(await canBuy(await withLong(), '9')).toBe(true);
  });

  it('shrink by an unrealized loss and do not grow by an unrealized gain', async () => {
    for (const [last, most, tooMuch] of [
      [80, '8', '8.001'],
      [120, '9', '9.001'],
    ] as const) {
      const scene = await withLong();
      await scene.quote(perpetual, last, last, { last });
      expect(await canBuy(scene, tooMuch)).toBe(false);
      expect(await canBuy(scene, most)).toBe(true);
    }
  });

  it('are not held back by orders that only reduce, so that a stop does not stand in the way of a sale', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('BTC', '1');
    await scene.quote(spot, 100, 100.01, { last: 100 });
    const stop = await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
    expect(scene.dealsOf(await scene.send({ market: spot, side: 'sell', amount: '1', price: '100' }))).toEqual(['sell 1@100 taker']);
    expect(scene.lifeOf(stop)).toEqual(['accepted', 'canceled']);
  });

  it('are held back by a plain sale that rests', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('BTC', '1');
    await scene.quote(spot, 100, 100.01, { last: 100 });
    await scene.send({ market: spot, side: 'sell', amount: '0.6', price: '110' });
    expect(scene.lifeOf(await scene.send({ market: spot, side: 'sell', amount: '0.401', price: '100' }))).toEqual(['rejected']);
    expect(scene.lifeOf(await scene.send({ market: spot, side: 'sell', amount: '0.4', price: '100' }))).toEqual(['accepted', 'fill']);
  });
});
