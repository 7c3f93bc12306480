import { describe, expect, it } from 'vitest';
import { decimal } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import { type Answers, ccxtOrder, entryOf, handMadeVenue, ID, PERPETUAL, SPOT, throws } from '#test/fixtures/handMadeVenue.ts';
import { Canceler } from './canceler.ts';
import { errorClasses as ccxt } from './errorClasses.ts';
import { Hints } from './hints.ts';
import { OrderReads } from './orderReads.ts';

function cancelerOf(id: string, answers: Answers) {
  const made = handMadeVenue(id, { cancelOrder: () => ({}), ...answers });
  const hints = new Hints(made.clock, []);
  let hinted = 0;
  hints.listen(() => hinted++);
  const canceler = new Canceler({ ...made.parts, orders: new OrderReads(made.parts), hints });
  const cancels = () => made.asked.filter(([name]) => name === 'cancelOrder').map(([, ...args]) => args);
  return { ...made, canceler, cancels, hinted: () => hinted };
}

const stop = (market: string): Order => entryOf({ market, type: 'stop', price: undefined, stopPrice: decimal('90') });

describe('an order that was sent here is canceled', () => {
  it.each([
    ['binance', entryOf(), '9', ['9', SPOT, {}]],
    ['binance', entryOf(), undefined, [undefined, SPOT, { clientOrderId: ID }]],
    ['binanceusdm', stop(PERPETUAL), '9', ['9', PERPETUAL, { trigger: true }]],
    ['binanceusdm', stop(PERPETUAL), undefined, [undefined, PERPETUAL, { clientOrderId: ID, trigger: true }]],
    ['binanceusdm', entryOf({ market: PERPETUAL }), undefined, [undefined, PERPETUAL, { clientOrderId: ID }]],
    ['okx', stop(SPOT), undefined, [ID, SPOT, { clOrdId: ID, trigger: true }]],
    ['bybit', stop(SPOT), '9', ['9', SPOT, { orderFilter: 'StopOrder' }]],
    ['krakenfutures', stop(PERPETUAL), undefined, [undefined, PERPETUAL, { cliOrdId: ID }]],
    ['hyperliquid', entryOf({ market: PERPETUAL }), undefined, [`0x${ID}`, PERPETUAL, { clientOrderId: `0x${ID}` }]],
  ] as const)('on %s (%#) with one call and no look', async (venue, order, venueOrderId, call) => {
    const { canceler, names, cancels, asked, hinted } = cancelerOf(venue, {});
    canceler.note(order);
    if (venueOrderId !== undefined) names.learn(order.market, venueOrderId, ID);
    await canceler.cancel(ID, order.market);
    expect(cancels()).toEqual([call]);
    expect([asked.length, hinted()]).toEqual([1, 1]);
  });
});

describe('an order of a former start is looked up first:', () => {
  it('it is canceled under the id that it is found with', async () => {
    const { canceler, cancels } = cancelerOf('binance', { fetchOrder: () => ccxtOrder({ id: '77' }) });
    await canceler.cancel(ID, SPOT);
    expect(cancels()).toEqual([['77', SPOT, {}]]);
  });

  it('a resting stop is canceled where stops are', async () => {
    const { canceler, cancels } = cancelerOf('binanceusdm', {
      fetchOrder: () => ccxtOrder({ id: '77', symbol: PERPETUAL, type: 'market', stopPrice: '90' }),
    });
    await canceler.cancel(ID, PERPETUAL);
    expect(cancels()).toEqual([['77', PERPETUAL, { trigger: true }]]);
  });

  it.each([
    ['is over', () => ccxtOrder({ status: 'closed', filled: '2' })],
    ['is not known', throws(new ccxt.OrderNotFound('binance {"code":-2013,"msg":"Order does not exist."}'))],
  ])('nothing is canceled when it %s', async (_, fetchOrder) => {
    const { canceler, cancels, hinted } = cancelerOf('binance', { fetchOrder, fetchOpenOrders: () => [], fetchOrders: () => [] });
    await canceler.cancel(ID, SPOT);
    expect([cancels(), hinted()]).toEqual([[], 1]);
  });

  it('so is one that the venue can end by its own id only', async () => {
    const { canceler, cancels } = cancelerOf('luno', {
      askRaw: () => ccxtOrder({ id: 'BX1', clientOrderId: undefined, info: { client_order_id: ID } }),
    });
    canceler.note(entryOf());
    await canceler.cancel(ID, SPOT);
    expect(cancels()).toEqual([['BX1', SPOT, {}]]);
  });
});

it.each([
  ['was filled a moment before (FI-22)', new ccxt.OrderNotFound('binance {"code":-2011,"msg":"Unknown order sent."}')],
  ['never answers', new ccxt.RequestTimeout('binance DELETE https://x request timed out (10000 ms)')],
  ['refuses', new ccxt.ExchangeError('binance {"code":-9999,"msg":"Something new."}')],
  ['sends a page', new SyntaxError('Unexpected token <')],
])('asks once and has it read what became of the order when the venue %s', async (_, error) => {
  const { canceler, names, cancels, hinted } = cancelerOf('binance', { cancelOrder: throws(error) });
  canceler.note(entryOf());
  names.learn(SPOT, '9', ID);
  await canceler.cancel(ID, SPOT);
  expect([cancels().length, hinted()]).toEqual([1, 1]);
});

it('ends live trading when a cancel shows that the key is refused', async () => {
  const refused = new ccxt.AuthenticationError('binance {"code":-2015,"msg":"Invalid API-key."}');
  const { canceler, calls, troubles } = cancelerOf('binance', { cancelOrder: throws(refused) });
  canceler.note(entryOf());
  await canceler.cancel(ID, SPOT);
  expect(troubles.map(({ kind }) => kind)).toEqual(['halts']);
  expect(calls.refusal).toContain('Invalid API-key');
});
