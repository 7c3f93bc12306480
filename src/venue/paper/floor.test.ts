import { describe, expect, it } from 'vitest';
import { decimal, toNumber, toText } from '#src/domain/decimal.ts';
import { OrderForm } from '#test/contracts/orders.ts';
import { paperWorld } from '#test/contracts/paperWorld.ts';
import { Scene } from '#test/contracts/scene.ts';
import { PERPETUAL, SPOT } from '#test/contracts/world.ts';

const spot = SPOT.symbol;
const perpetual = PERPETUAL.symbol;

describe('an order or cancel that is sent from within a report', () => {
  it('a stop that is sent on hearing of the entry is taken before the call returns, after the entry is done', async () => {
    const world = paperWorld();
    const form = new OrderForm();
    world.deposit('USDT', '10000');
    world.setQuote(spot, { bid: 99.99, ask: 100, askSize: 40 });
    const during: number[] = [];
    world.heard.onReport = (report) => {
      if (report.kind !== 'fill' || report.side !== 'buy') return;
      during.push(world.heard.reports.length);
      world.venue.submit(form.order({ market: spot, side: 'sell', amount: report.amount, stopPrice: '95', reduceOnly: true }));
      during.push(world.heard.reports.length); // waits its turn: nothing was said meanwhile
    };
    world.venue.submit(form.order({ market: spot, side: 'buy', amount: '5' }));
    expect(world.heard.reports.map(({ kind }) => kind)).toEqual(['accepted', 'fill', 'accepted']);
    expect(during).toEqual([2, 2]);
    expect((await world.venue.openOrders()).map(({ type }) => type)).toEqual(['stop']);
  });

  it('a market order is not stopped by a cancel on its acceptance, but what a partial fill leaves is', async () => {
    const world = paperWorld();
    const form = new OrderForm();
    world.deposit('USDT', '10000');
    world.setQuote(spot, { bid: 99.99, ask: 100, askSize: 8 });
    world.heard.onReport = (report) => {
      if (report.kind === 'accepted') world.venue.cancel(report.clientOrderId, spot);
    };
    world.venue.submit(form.order({ market: spot, side: 'buy', amount: '5' }));
    expect(world.heard.reports.map(({ kind }) => kind)).toEqual(['accepted', 'fill', 'canceled']);
    expect(toText(world.heard.all('fill')[0]?.amount ?? decimal('0'))).toBe('2');
  });

  it('one target that fills cancels its sibling before the next quote can touch it', async () => {
    const world = paperWorld();
    const form = new OrderForm();
    world.deposit('BTC', '1');
    world.setQuote(spot, { bid: 99.99, ask: 100 });
    const ids: string[] = [];
    for (const price of ['105', '110']) {
      const order = form.order({ market: spot, side: 'sell', amount: '0.5', price });
      ids.push(order.clientOrderId);
      world.venue.submit(order);
    }
    world.heard.onReport = (report) => {
      if (report.kind === 'fill') world.venue.cancel(ids[1] ?? '', spot);
    };
    world.setQuote(spot, { bid: 106, ask: 107 });
    world.setQuote(spot, { bid: 120, ask: 121 });
    expect(world.heard.lifeOf(ids[1] ?? '')).toEqual(['accepted', 'canceled']);
  });

  it('a listener that throws does not leave the venue busy, nor what was waiting undone', async () => {
    const world = paperWorld();
    const form = new OrderForm();
    world.deposit('USDT', '10000');
    world.setQuote(spot, { bid: 99.99, ask: 100 });
    const follower = form.order({ market: spot, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
    world.heard.onReport = (report) => {
      if (report.kind !== 'fill') return;
      world.venue.submit(follower);
      throw new Error('the disk is full');
    };
    expect(() => world.venue.submit(form.order({ market: spot, side: 'buy', amount: '1' }))).toThrow('the disk is full');
    world.heard.onReport = () => {};
    world.venue.cancel('nothing', spot);
    expect(world.heard.lifeOf(follower.clientOrderId)).toEqual(['accepted']);
    expect(toText((await world.venue.balances()).get('BTC') ?? decimal('0'))).toBe('1'); // what was filled is in the books, heard or not
  });
});

describe('what is left of an order', () => {
  it('of a marketable limit goes on taking the better price, and becomes a maker once the market has left it', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('USDT', '10000');
    await scene.quote(spot, 99.99, 100, { askSize: 4 });
    const id = await scene.send({ market: spot, side: 'buy', amount: '5', price: '103' });
    await scene.quote(spot, 100.99, 101, { askSize: 4 });
    await scene.quote(spot, 103.99, 104, { askSize: 4 });
    await scene.quote(spot, 99.99, 100, { askSize: 100 });
    expect(scene.dealsOf(id)).toEqual(['buy 1@100 taker', 'buy 1@101 taker', 'buy 3@103 maker']);
    await scene.expectExactBalances();
  });

  it('is canceled when the money runs out on the way, and what could be paid is filled', async () => {
    const scene = new Scene(paperWorld({ settings: { takerFeePct: 0, makerFeePct: 0, slippageBps: 0 } }));
    await scene.fund('USDT', '300');
    await scene.quote(spot, 99.99, 100, { askSize: 4 });
    const id = await scene.send({ market: spot, side: 'buy', amount: '3' });
    await scene.quote(spot, 149, 150, { askSize: 40 });
    expect(scene.dealsOf(id)).toEqual(['buy 1@100 taker', 'buy 1.333@150 taker']);
    expect(scene.world.heard.all('canceled', id)[0]?.reason).toBe('insufficient funds');
    expect(await scene.balance('USDT')).toBe('0.05');
  });

  it('of a quote without size waits for one with size', async () => {
    const world = paperWorld();
    const scene = new Scene(world);
    await scene.fund('USDT', '1000');
    await scene.quote(spot, 99.99, 100, { askSize: 0 });
    const id = await scene.send({ market: spot, side: 'buy', amount: '1' });
    await scene.quote(spot, 99.99, 100, { askSize: 0.001 });
    expect(scene.lifeOf(id)).toEqual(['accepted']);
    expect(world.venue.waits(spot)).toBe(true);
    await scene.quote(spot, 99.99, 100, { askSize: 4 });
    expect(world.venue.waits(spot)).toBe(false);
    expect(scene.lifeOf(id)).toEqual(['accepted', 'fill']);
  });
});

describe('quotes', () => {
  it('a market order before the first quote is refused, a limit and a stop rest', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('USDT', '1000');
    await scene.fund('BTC', '1');
    const market = await scene.send({ market: spot, side: 'buy', amount: '1' });
    expect(scene.world.heard.all('rejected', market)[0]?.reason).toBe('no quote yet for BTC/USDT');
    expect(scene.lifeOf(await scene.send({ market: spot, side: 'buy', amount: '1', price: '100' }))).toEqual(['accepted']);
    expect(scene.lifeOf(await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '90' }))).toEqual(['accepted']);
  });

  it('are cited by their fills', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('USDT', '1000');
    await scene.quote(spot, 99.5, 100.25, { last: 99.875 });
    const [fill] = scene.fillsOf(await scene.send({ market: spot, side: 'buy', amount: '1' }));
    expect(fill?.quote).toBe('99.5/100.25/99.875@2026-01-05T09:00:00.000Z');
  });

  it('that cannot be true are ignored', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('BTC', '1');
    await scene.quote(spot, 99.99, 100, { last: 100 });
    const stop = await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '90', reduceOnly: true });
    for (const last of [0, -1, Number.NaN, Number.NEGATIVE_INFINITY]) await scene.quote(spot, 1, 2, { last });
    await scene.quote('NOPE/USDT', 1, 2);
    expect(scene.lifeOf(stop)).toEqual(['accepted']);
  });

  it('that stand beyond a stop on its arrival send it to the market at once', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('BTC', '1');
    await scene.quote(spot, 89.99, 90, { last: 90 });
    const stop = await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
    expect(scene.lifeOf(stop)).toEqual(['accepted', 'fill']);
  });
});

describe('funding', () => {
  it('counts each boundary that has passed, at the price that stood, at the rate of that boundary', async () => {
    const world = paperWorld({ fundingPct: (_market, at) => (new Date(at).getUTCHours() === 0 ? -0.02 : 0.01) });
    const scene = new Scene(world);
    await scene.fund('USDT', '1000');
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'buy', amount: '100', price: '100' });
    await scene.quote(perpetual, 110, 110, { last: 110 });
    world.advance(24 * 3_600_000);
    await scene.quote(perpetual, 500, 500, { last: 500 });
    expect(world.heard.all('funding').map(({ amount }) => toText(amount))).toEqual(['0.011', '-0.022', '0.011']);
    expect(await scene.balance('USDT')).toBe('999.9'); // the fee of 0.1; funding summed to nothing
  });

  it('is not due for a position that was opened at the boundary itself', async () => {
    const world = paperWorld({ fundingPct: () => 0.01 });
    const scene = new Scene(world);
    await scene.fund('USDT', '1000');
    world.advance(7 * 3_600_000); // 16:00 UTC
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'buy', amount: '100', price: '100' });
    await scene.quote(perpetual, 100, 100, { last: 100 });
    expect(world.heard.all('funding')).toEqual([]);
  });

  it('falls due before an order that comes after the boundary, even if no quote came in between', async () => {
    const world = paperWorld();
    const scene = new Scene(world);
    await scene.fund('USDT', '1000');
    world.venue.setFundingPct(perpetual, 0.01);
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'buy', amount: '100', price: '100' });
    world.advance(8 * 3_600_000);
    await scene.send({ market: perpetual, side: 'buy', amount: '500', price: '100' });
    expect(world.heard.reports.slice(2).map(({ kind }) => kind)).toEqual(['funding', 'accepted', 'fill']);
    expect(toText(world.heard.all('funding')[0]?.amount ?? decimal('0'))).toBe('0.01');
  });
});

describe('liquidation', () => {
  it('in a thin market is filled in parts, and other reduce-only orders end with the position', async () => {
    const scene = new Scene(paperWorld());
    await scene.fund('USDT', '100');
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'buy', amount: '800', price: '100', leverage: 10 });
    const target = await scene.send({ market: perpetual, side: 'sell', amount: '800', price: '120', reduceOnly: true });
    await scene.quote(perpetual, 85, 85, { last: 85, bidSize: 2_000 });
    expect((await scene.position())?.amount).toBe('300');
    await scene.quote(perpetual, 80, 80, { last: 80, bidSize: 2_000 });
    const [liquidation] = scene.world.heard.all('liquidated');
    expect(scene.lifeOf(liquidation?.clientOrderId ?? '')).toEqual(['liquidated', 'fill', 'fill']);
    expect(scene.lifeOf(target)).toEqual(['accepted', 'canceled']);
    // 8 BTC bought at 100 and sold at 85 and 80: more is lost than there was, and the loss is shown in full.
    expect(Number(await scene.balance('USDT'))).toBeLessThan(-30);
    await scene.expectExactBalances();
  });

  it('of one position comes nearer when another one loses', async () => {
    const other = { ...PERPETUAL, symbol: 'ETH/USDT:USDT', base: 'ETH' };
    const scene = new Scene(paperWorld({ markets: [SPOT, PERPETUAL, other], settings: { takerFeePct: 0 } }));
    await scene.fund('USDT', '100');
    for (const market of [perpetual, other.symbol]) {
      await scene.quote(market, 100, 100, { last: 100 });
      await scene.send({ market, side: 'buy', amount: '400', price: '100', leverage: 10 });
    }
    const level = async (): Promise<number> => toNumber((await scene.position())?.liquidationPrice ?? decimal('0'));
    // K = 100 − 0.5 % of 400; (400 − K) ÷ (4 × 0.995)
    expect(await level()).toBe(76);
    await scene.quote(other.symbol, 90, 90, { last: 90 });
    expect(await level()).toBe(86); // 40 less to lose
    await scene.quote(other.symbol, 110, 110, { last: 110 });
    expect(await level()).toBe(66);
    await scene.quote(perpetual, 66, 66, { last: 66 });
    expect(scene.world.heard.all('liquidated').map(({ market }) => market)).toEqual([perpetual]);
  });
});
