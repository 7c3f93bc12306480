import { describe, expect, it } from 'vitest';
import { decimal, toText } from '#src/domain/decimal.ts';
import type { VenueFill } from '#src/venue/port.ts';
import { OrderForm } from '#test/contracts/orders.ts';
import { type PaperWorld, paperWorld } from '#test/contracts/paperWorld.ts';
import { BEGINNING, Scene } from '#test/contracts/scene.ts';
import { PERPETUAL, SPOT } from '#test/contracts/world.ts';
import type { PaperState } from './memory.ts';

const spot = SPOT.symbol;
const perpetual = PERPETUAL.symbol;

/** What a ledger would know of a venue that is about to be forgotten. */
async function stateOf({ venue }: PaperWorld): Promise<PaperState> {
  return {
    balances: await venue.balances(),
    orders: [...(await venue.openOrders()), ...(await venue.closedOrders(BEGINNING))],
    positions: await venue.positions(),
    fills: await venue.fillsSince(BEGINNING),
  };
}

const FILL = { market: spot, side: 'buy', feeAsset: 'USDT', liquidity: 'maker', quote: '', at: BEGINNING } as const;

describe('a paper venue that is given its memory back', () => {
  it('goes on exactly as one that never forgot', async () => {
    const before = paperWorld();
    const scene = new Scene(before);
    await scene.fund('USDT', '10000');
    await scene.fund('BTC', '2');
    await scene.quote(spot, 99.99, 100, { last: 100, askSize: 4 });
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'buy', amount: '300', price: '100', leverage: 5 });
    await scene.send({ market: perpetual, side: 'sell', amount: '300', stopPrice: '95', reduceOnly: true });
    await scene.send({ market: spot, side: 'buy', amount: '3' }); // 1 filled, 2 to come
    await scene.send({ market: spot, side: 'sell', amount: '2', price: '104' });
    await scene.send({ market: spot, side: 'buy', amount: '50', price: '90' });

    const after = paperWorld();
    after.venue.restore(await stateOf(before));
    expect(await stateOf(after)).toEqual(await stateOf(before));
    for (const world of [before, after]) {
      world.heard.reports.length = 0;
      world.setQuote(spot, { bid: 100, ask: 101, last: 100.5, askSize: 100 });
      world.setQuote(perpetual, { bid: 94, ask: 94.5, last: 94 });
      world.setQuote(spot, { bid: 105, ask: 106, bidSize: 4 });
      const form = new OrderForm();
      const asked = { market: spot, side: 'buy', amount: '40', price: '100', clientOrderId: 'new' } as const;
      world.venue.submit(form.order({ ...asked, amount: '60', clientOrderId: 'too much' }));
      world.venue.submit(form.order(asked));
    }
    expect(before.heard.reports.map(({ kind }) => kind)).toEqual(['fill', 'fill', 'fill', 'rejected', 'accepted']);
    expect(after.heard.reports).toEqual(before.heard.reports);
    expect(await after.venue.balances()).toEqual(await before.venue.balances());
  });

  it('refuses a client order id of before', async () => {
    const before = paperWorld();
    before.deposit('USDT', '1000');
    before.setQuote(spot, { bid: 99.99, ask: 100 });
    const asked = { market: spot, side: 'buy', amount: '1', clientOrderId: 'once' } as const;
    before.venue.submit(new OrderForm().order(asked));
    const after = paperWorld();
    after.venue.restore(await stateOf(before));
    after.venue.submit(new OrderForm().order(asked));
    expect(after.heard.all('rejected')[0]?.reason).toBe('duplicate client order id');
  });

  it('counts its order ids on from the highest that it is shown, in orders, fills or by number', () => {
    const nextId = (state: Partial<PaperState>): string | undefined => {
      const { venue, heard } = paperWorld();
      venue.restore({ balances: new Map([['USDT', decimal('1000')]]), orders: [], positions: [], ...state });
      venue.submit(new OrderForm().order({ market: spot, side: 'buy', amount: '1', price: '50' }));
      return heard.all('accepted')[0]?.venueOrderId;
    };
    const one = decimal('1');
    const fill: VenueFill = { ...FILL, venueFillId: 'p41-3', clientOrderId: 'x', amount: one, price: one, fee: one };
    expect(nextId({})).toBe('p1');
    expect(nextId({ fills: [fill] })).toBe('p42');
    expect(nextId({ fills: [fill], lastOrderNumber: 50 })).toBe('p51');
  });

  it('never reuses a fill id, whether it is given the fills or only what they summed to', async () => {
    const order = {
      clientOrderId: 'half',
      venueOrderId: 'p7',
      market: spot,
      side: 'buy',
      type: 'limit',
      amount: decimal('1'),
      filled: decimal('0.5'),
      price: decimal('99'),
      reduceOnly: false,
      status: 'open',
      at: BEGINNING,
    } as const;
    const fill: VenueFill = {
      ...FILL,
      venueFillId: 'p7-4',
      clientOrderId: 'half',
      amount: decimal('0.5'),
      price: decimal('99'),
      fee: decimal('0'),
    };
    for (const [fills, expected] of [
      [[fill], 'p7-5'],
      [[], 'p7-501'], // 0.5 can have been 500 fills of one step
    ] as const) {
      const { venue, heard, setQuote } = paperWorld();
      venue.restore({ balances: new Map([['USDT', decimal('1000')]]), orders: [order], positions: [], fills });
      setQuote(spot, { bid: 98, ask: 98.5 });
      expect(heard.all('fill').map(({ venueFillId, amount }) => `${venueFillId} ${toText(amount)}`)).toEqual([`${expected} 0.5`]);
    }
  });

  it('finishes a stop that had begun to fill, wherever the price has gone', async () => {
    const before = paperWorld();
    before.deposit('BTC', '1');
    before.setQuote(spot, { bid: 100, ask: 100.01, last: 100 });
    before.venue.submit(new OrderForm().order({ market: spot, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true }));
    before.setQuote(spot, { bid: 94, ask: 94.01, last: 94, bidSize: 2 });
    const after = paperWorld();
    after.venue.restore(await stateOf(before));
    after.setQuote(spot, { bid: 98, ask: 98.01, last: 98 });
    expect(after.heard.all('fill').map(({ amount }) => toText(amount))).toEqual(['0.5']);
  });

  it('pays funding that falls due before the first quote at the price of that quote', () => {
    const { venue, heard, setQuote, advance } = paperWorld({ fundingPct: () => 0.01 });
    const position = { market: perpetual, amount: decimal('100'), entryPrice: decimal('100'), leverage: 1 };
    venue.restore({ balances: new Map([['USDT', decimal('1000')]]), orders: [], positions: [position] });
    advance(8 * 3_600_000);
    setQuote(perpetual, { bid: 110, ask: 110 });
    expect(heard.all('funding').map(({ amount }) => toText(amount))).toEqual(['0.011']);
  });

  it('finishes a liquidation that was under way, and funds from then on', async () => {
    const before = paperWorld();
    before.deposit('USDT', '100');
    before.setQuote(perpetual, { bid: 100, ask: 100 });
    before.venue.submit(new OrderForm().order({ market: perpetual, side: 'buy', amount: '800', price: '100', leverage: 10 }));
    before.setQuote(perpetual, { bid: 85, ask: 85, bidSize: 2_000 });
    const after = paperWorld({ fundingPct: () => 1 });
    after.clock.advanceTo(before.now());
    after.venue.restore(await stateOf(before));
    after.setQuote(perpetual, { bid: 84, ask: 84, bidSize: 400 });
    after.advance(8 * 3_600_000);
    after.setQuote(perpetual, { bid: 83, ask: 83 });
    expect(after.heard.reports.map(({ kind }) => kind)).toEqual(['fill', 'funding', 'fill']);
    expect(await after.venue.positions()).toEqual([]);
  });

  it('takes the cost of a position where the entry price is only a rounded quotient', async () => {
    const { venue } = paperWorld();
    const position = { market: perpetual, amount: decimal('-300'), entryPrice: decimal('33.33'), leverage: 3, cost: decimal('100') };
    venue.restore({ balances: new Map([['USDT', decimal('1000')]]), orders: [], positions: [position] });
    expect(toText((await venue.positions())[0]?.entryPrice ?? decimal('0'))).toBe('33.333333333333333333');
  });

  it('adds up several trades of one side in one market', async () => {
    const { venue } = paperWorld();
    const trade = (amount: string, entryPrice: string) => ({
      market: perpetual,
      amount: decimal(amount),
      entryPrice: decimal(entryPrice),
      leverage: 3,
    });
    venue.restore({ balances: new Map([['USDT', decimal('1000')]]), orders: [], positions: [trade('100', '90'), trade('300', '110')] });
    expect((await venue.positions()).map(({ amount, entryPrice }) => `${toText(amount)} ${toText(entryPrice)}`)).toEqual(['400 105']);
  });

  it('is only done to a venue without a past', () => {
    const { venue } = paperWorld();
    venue.deposit('USDT', decimal('1'));
    expect(() => venue.restore({ balances: new Map(), orders: [], positions: [] })).toThrow('bug');
  });
});
