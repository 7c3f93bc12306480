import { describe, expect, it } from 'vitest';
import { decimal, toNumber, toText } from '#src/domain/decimal.ts';
import { type PaperWorld, paperWorld } from '#test/contracts/paperWorld.ts';
import { Scene } from '#test/contracts/scene.ts';
import { PERPETUAL, SPOT } from '#test/contracts/world.ts';
import { type PaperSettings, rateOf } from './settings.ts';

const spot = SPOT.symbol;
const perpetual = PERPETUAL.symbol;

async function sceneWith(settings: Partial<PaperSettings>): Promise<Scene> {
  const scene = new Scene(paperWorld({ settings }));
  await scene.fund('USDT', '10000');
  await scene.quote(spot, 99.99, 100, { bidSize: 40, askSize: 40, last: 100 });
  return scene;
}

const feesOf = (scene: Scene, id: string): string[] =>
  scene
    .fillsOf(id)
    .map(({ fee, feeAsset, feeRate }) => `${toText(fee)} ${feeAsset}${feeRate === undefined ? '' : ` at ${toText(feeRate)}`}`);

describe('each setting of the paper venue changes what happens', () => {
  it('makerFeePct and takerFeePct are percents of notional, and a maker may get a rebate', async () => {
    for (const [makerFeePct, takerFeePct, made, taken] of [
      [0.1, 0.1, '0.09 USDT', '0.1 USDT'],
      [-0.02, 0.26, '-0.018 USDT', '0.26 USDT'],
    ] as const) {
      const scene = await sceneWith({ makerFeePct, takerFeePct });
      expect(scene.world.venue.profile).toMatchObject({ makerFeePct, takerFeePct });
      expect(feesOf(scene, await scene.send({ market: spot, side: 'buy', amount: '1', price: '100' }))).toEqual([taken]);
      const resting = await scene.send({ market: spot, side: 'buy', amount: '1', price: '90' });
      await scene.quote(spot, 89.99, 90);
      expect(feesOf(scene, resting)).toEqual([made]);
      await scene.expectExactBalances();
    }
    expect(toText(rateOf(0.075))).toBe('0.00075');
  });

  it('slippageBps moves a market order, more so the larger its share of what is offered', async () => {
    const pricesAt = async (slippageBps: number): Promise<string[]> => {
      const scene = await sceneWith({ slippageBps });
      const prices: string[] = [];
      for (const amount of ['0.1', '10']) {
        const [fill] = scene.fillsOf(await scene.send({ market: spot, side: 'buy', amount }));
        prices.push(fill === undefined ? 'none' : toText(fill.price));
      }
      return prices;
    };
    expect(await pricesAt(0)).toEqual(['100', '100']);
    expect(await pricesAt(10)).toEqual(['100.1', '100.13']); // 10 bps × (1 + 0.1/40), 10 bps × (1 + 10/40)
    expect(await pricesAt(40)).toEqual(['100.4', '100.5']);
  });

  it('participationPct is the share of a quote that one order may take', async () => {
    for (const [participationPct, filled] of [
      [100, 'filled 30'],
      [25, 'open 10'],
      [5, 'open 2'],
    ] as const) {
      const scene = await sceneWith({ participationPct });
      expect(await scene.stateOf(await scene.send({ market: spot, side: 'buy', amount: '30' }))).toBe(filled);
    }
  });

  it('feeAsset base takes the fee out of what is bought, and leaves a perpetual and a sale in quote', async () => {
    const scene = await sceneWith({ feeAsset: 'base' });
    expect(feesOf(scene, await scene.send({ market: spot, side: 'buy', amount: '1', price: '100' }))).toEqual(['0.001 BTC']);
    expect(await scene.balance('BTC')).toBe('0.999');
    expect(await scene.balance('USDT')).toBe('9900');
    expect(feesOf(scene, await scene.send({ market: spot, side: 'sell', amount: '0.5', price: '99.99' }))).toEqual(['0.049995 USDT']);
    await scene.quote(perpetual, 100, 100);
    const long = await scene.send({ market: perpetual, side: 'buy', amount: '100', price: '100' });
    expect(feesOf(scene, long)).toEqual(['0.1 USDT']);
  });

  it('feeAsset as a third asset is charged at its rate while there is enough of it, and in quote after that', async () => {
    const scene = await sceneWith({ feeAsset: { asset: 'BNB', rate: decimal('300') } });
    await scene.fund('BNB', '0.0005');
    const buy = { market: spot, side: 'buy', amount: '1', price: '100' } as const;
    expect(feesOf(scene, await scene.send(buy))).toEqual(['0.00033333 BNB at 300']);
    expect(feesOf(scene, await scene.send(buy))).toEqual(['0.1 USDT']);
    expect(await scene.balance('BNB')).toBe('0.00016667');
    await scene.expectExactBalances();
  });

  it('feeAsset as a third asset falls back to quote in a market of that asset, where a sale could not give it up twice', async () => {
    const scene = await sceneWith({ feeAsset: { asset: 'BTC', rate: decimal('100') } });
    await scene.fund('BTC', '1');
    expect(feesOf(scene, await scene.send({ market: spot, side: 'buy', amount: '1', price: '100' }))).toEqual(['0.1 USDT']);
  });

  it('maintenanceMarginPct moves the liquidation price', async () => {
    const priceAt = async (maintenanceMarginPct: number): Promise<number> => {
      const scene = new Scene(paperWorld({ settings: { maintenanceMarginPct, takerFeePct: 0 } }));
      await scene.fund('USDT', '100');
      await scene.quote(perpetual, 100, 100, { last: 100 });
      await scene.send({ market: perpetual, side: 'buy', amount: '800', price: '100', leverage: 10 });
      return toNumber((await scene.position())?.liquidationPrice ?? decimal('0'));
    };
    expect(await priceAt(0)).toBe(87.5); // 8 BTC cost 800: 100 of them are ours
    expect(await priceAt(0.5)).toBe(88); // 700 ÷ (8 × 0.995) = 87.94, up to the tick
    expect(await priceAt(5)).toBe(92.5);
  });

  it('fundingIntervalHours says when funding falls due', async () => {
    const paidWithin = async (fundingIntervalHours: number): Promise<string[]> => {
      const world: PaperWorld = paperWorld({ settings: { fundingIntervalHours }, fundingPct: () => 0.01 }); // 09:00 UTC
      const scene = new Scene(world);
      await scene.fund('USDT', '1000');
      await scene.quote(perpetual, 100, 100, { last: 100 });
      await scene.send({ market: perpetual, side: 'buy', amount: '100', price: '100' });
      world.advance(8 * 3_600_000);
      await scene.quote(perpetual, 100, 100, { last: 100 });
      return world.heard.all('funding').map(({ venueFundingId, amount }) => `${venueFundingId} ${toText(amount)}`);
    };
    expect(await paidWithin(8)).toEqual([`${perpetual}@2026-01-05T16:00:00.000Z 0.01`]);
    expect(await paidWithin(4)).toEqual([`${perpetual}@2026-01-05T12:00:00.000Z 0.01`, `${perpetual}@2026-01-05T16:00:00.000Z 0.01`]);
    expect(await paidWithin(24)).toEqual([]);
  });
});
