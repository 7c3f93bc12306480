import { describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { VenueOrder } from '#src/venue/port.ts';
import { type Answers, AT, ccxtOrder, ccxtTrade, handMadeVenue, ID, PERPETUAL, SPOT, throws } from '#test/fixtures/handMadeVenue.ts';
import { errorClasses as ccxt } from './errorClasses.ts';
import { OrderReads } from './orderReads.ts';

const NOT_THERE = throws(new ccxt.OrderNotFound('binance {"code":-2013,"msg":"Order does not exist."}'));
const CUT = throws(new ccxt.NetworkError('binance GET https://x fetch failed'));
const OTHER = 'f'.repeat(32);

function readsOf(id: string, answers: Answers, symbols?: readonly string[]) {
  const made = handMadeVenue(id, answers, symbols);
  return { ...made, reads: new OrderReads(made.parts), routes: () => made.asked.map(([name]) => name) };
}

const brief = (order: VenueOrder | undefined) => order && [order.venueOrderId, order.status, String(order.filled), String(order.amount)];

describe('looking up one order by our id', () => {
  it('takes the first route that knows it', async () => {
    const { reads, asked, names } = readsOf('binance', { fetchOrder: () => ccxtOrder() });
    expect(brief(await reads.byId(ID, SPOT))).toEqual(['9', 'open', '0', '2']);
    expect(asked).toEqual([['fetchOrder', ID, SPOT, { clientOrderId: ID }]]);
    expect([names.clientOrderId(SPOT, '9'), names.venueOrderId(SPOT, ID)]).toEqual([ID, '9']);
  });

  it.each([
    ['does not know it', NOT_THERE],
    ['fails', CUT],
  ])('goes on to the next one when a route %s, and past orders of others', async (_, fetchOrder) => {
    const { reads, routes } = readsOf('binance', {
      fetchOrder,
      fetchOpenOrders: () => [ccxtOrder({ id: '8', clientOrderId: OTHER })],
      fetchOrders: () => [ccxtOrder({ id: '8', clientOrderId: 'web_1' }), ccxtOrder({ status: 'canceled' })],
    });
    expect(brief(await reads.byId(ID, SPOT))).toEqual(['9', 'canceled', '0', '2']);
    expect(routes()).toEqual(['fetchOrder', 'fetchOpenOrders', 'fetchOrders']);
  });

  it('says that it is not there only when every route was asked and said so', async () => {
    const nothing = { fetchOpenOrders: () => [], fetchOrders: () => [] };
    expect(await readsOf('binance', { ...nothing, fetchOrder: NOT_THERE }).reads.byId(ID, SPOT)).toBeUndefined();
    for (const one of ['fetchOrder', 'fetchOpenOrders', 'fetchOrders'])
      await expect(readsOf('binance', { ...nothing, fetchOrder: NOT_THERE, [one]: CUT }).reads.byId(ID, SPOT)).rejects.toMatchObject({
        code: 'venue-read',
      });
    const unreadable = { ...nothing, fetchOrder: () => ccxtOrder({ amount: 'NaN' }) };
    await expect(readsOf('binance', unreadable).reads.byId(ID, SPOT)).rejects.toMatchObject({ code: 'bad-answer' });
  });

  it('asks only routes of its kind of market', async () => {
    const nothing = { fetchOrder: NOT_THERE, fetchOpenOrders: () => [], fetchClosedOrders: () => [], fetchCanceledOrders: () => [] };
    const { reads, asked } = readsOf('okx', nothing);
    await reads.byId(ID, PERPETUAL);
    expect(
      asked.filter(([name, , , , params]) => name === 'fetchOpenOrders' && params !== undefined).map(([, , , , params]) => params),
    ).toEqual([{}, { trigger: true, ordType: 'conditional' }]);
  });

  it('reads what became of a stop that was set off', async () => {
    const { reads, names, routes } = readsOf('binanceusdm', {
      fetchOrder: (id: string, _: string, params: { trigger?: true } | undefined) => {
        if (id === '55') return ccxtOrder({ id: '55', clientOrderId: 'x-1', symbol: PERPETUAL, status: 'closed', filled: '2' });
        if (params?.trigger !== true) throw new ccxt.OrderNotFound('binanceusdm {"code":-2013}');
        return ccxtOrder({ symbol: PERPETUAL, stopPrice: '90', status: 'closed', info: { actualOrderId: '55' } });
      },
      fetchOpenOrders: () => [],
      fetchOrders: () => [],
    });
    expect(brief(await reads.byId(ID, PERPETUAL))).toEqual(['9', 'filled', '2', '2']);
    expect(names.clientOrderId(PERPETUAL, '55')).toBe(ID);
    expect(routes().at(-1)).toBe('fetchOrder');
  });

  it('finds by its trades what no list of orders remembers: over, once a list would show it if it were not', async () => {
    const info = { client_order_id: ID };
    const { reads, clock } = readsOf('luno', {
      askRaw: NOT_THERE,
      fetchMyTrades: () => [
        ccxtTrade({ info }),
        ccxtTrade({ id: '8', amount: '0.5', info }),
        ccxtTrade({ id: '6', order: '5', info: { client_order_id: '' } }),
      ],
    });
    expect(brief(await reads.byId(ID, SPOT))).toEqual(['9', 'open', '1.5', '1.5']);
    clock.advanceTo(instant(AT + 12_000));
    expect(brief(await reads.byId(ID, SPOT))).toEqual(['9', 'filled', '1.5', '1.5']);
  });

  it('does not take an order for over that only its trades tell of, while a list could not be read', async () => {
    const { reads, clock } = readsOf('luno', { askRaw: CUT, fetchMyTrades: () => [ccxtTrade({ info: { client_order_id: ID } })] });
    clock.advanceTo(instant(AT + 12_000));
    expect((await reads.byId(ID, SPOT))?.status).toBe('open');
  });

  it('asks an endpoint that ccxt has no method for, and takes its words', async () => {
    const raw = ccxtOrder({ clientOrderId: undefined, status: 'COMPLETE', filled: '1', info: { client_order_id: ID } });
    const { reads, asked } = readsOf('luno', { askRaw: () => raw });
    expect(brief(await reads.byId(ID, SPOT))).toEqual(['9', 'canceled', '1', '2']);
    expect(asked).toEqual([['askRaw', '../3/order', { client_order_id: ID }, SPOT]]);
  });
});

describe('the open orders', () => {
  it('are those that are open, each once, from every list', async () => {
    const { reads, asked } = readsOf(
      'binanceusdm',
      {
        fetchOpenOrders: (_: undefined, __: undefined, ___: undefined, { trigger }: { trigger?: true }) =>
          trigger === true
            ? [ccxtOrder({ id: '3', symbol: PERPETUAL, stopPrice: '90' }), ccxtOrder({ id: '1', symbol: PERPETUAL })]
            : [ccxtOrder({ id: '1', symbol: PERPETUAL }), ccxtOrder({ id: '2', symbol: PERPETUAL, status: 'closed', filled: '2' })],
      },
      [PERPETUAL],
    );
    expect((await reads.open()).map(({ venueOrderId, type }) => [venueOrderId, type])).toEqual([
      ['1', 'limit'],
      ['3', 'stop'],
    ]);
    expect(asked).toHaveLength(2);
  });

  it('are asked for by all lists at once: one that keeps silent does not keep the stops from being asked for (seed 67396)', async () => {
    const { reads, asked } = readsOf('binanceusdm', { fetchOpenOrders: () => new Promise(() => undefined) }, [PERPETUAL]);
    void reads.open();
    await new Promise(setImmediate);
    expect(asked.map(([, , , , params]) => params)).toEqual([{}, { trigger: true }]);
  });

  it('are not known when one list fails, and what the list of stops shows is told all the same (seed 223866)', async () => {
    const stop = ccxtOrder({ id: '3', symbol: PERPETUAL, stopPrice: '90' });
    for (const silent of [CUT, () => new Promise(() => undefined)]) {
      const { reads } = readsOf(
        'binanceusdm',
        { fetchOpenOrders: (...asked: [unknown, unknown, unknown, { trigger?: true }]) => (asked[3].trigger === true ? [stop] : silent()) },
        [PERPETUAL],
      );
      const told: unknown[] = [];
      const open = reads.open(({ orders, isAbout }) =>
        told.push(
          orders.map(({ venueOrderId }) => venueOrderId),
          isAbout(PERPETUAL),
          isAbout(SPOT),
        ),
      );
      open.catch(() => undefined);
      await new Promise(setImmediate);
      expect(told).toEqual([['3'], true, false]);
      if (silent === CUT) await expect(open).rejects.toMatchObject({ code: 'venue-read' });
    }
  });

  it('tell of stops by market where a venue lists them so', async () => {
    const { reads } = readsOf('kucoin', { fetchOpenOrders: () => [] }, [SPOT, 'ETH/USDT']);
    const told: boolean[][] = [];
    await reads.open(({ isAbout }) => told.push([isAbout(SPOT), isAbout('ETH/USDT')]));
    expect(told).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('are not known when one list fails', async () => {
    const { reads } = readsOf('binance', { fetchOpenOrders: CUT });
    await expect(reads.open()).rejects.toMatchObject({ code: 'venue-read' });
  });
});

describe('the orders that are over', () => {
  it('are told as they ended, when a list tells of one twice', async () => {
    const { reads } = readsOf('binance', {
      fetchOrders: () => [
        ccxtOrder({ id: '1', status: 'open', filled: '1' }),
        ccxtOrder({ id: '1', status: 'canceled', filled: '1' }),
        ccxtOrder({ id: '1', status: 'open', filled: '0' }),
        ccxtOrder({ id: '2', status: 'closed', filled: '2' }),
        ccxtOrder({ id: '3' }),
      ],
    });
    expect((await reads.closed(instant(AT - 1_000))).map(brief)).toEqual([
      ['1', 'canceled', '1', '2'],
      ['2', 'filled', '2', '2'],
    ]);
  });

  const event = (name: string, order: object, wrap = 'order') => ({ timestamp: AT, event: { [name]: { [wrap]: order } } });
  const placed = { uid: '1', id: '1', clientOrderId: ID, symbol: PERPETUAL, side: 'buy', type: 'limit', timestamp: AT };
  const ended = async (...elements: object[]) => {
    // As ccxt's parseOrder names them.
    const parse = (order: Readonly<Record<string, unknown>>) => ({ ...order, amount: order.quantity });
    const made = handMadeVenue('krakenfutures', { askEvents: (list: string) => ({ elements: list === 'orders' ? elements : [] }) }, [
      PERPETUAL,
    ]);
    return (await new OrderReads({ ...made.parts, connection: { ...made.connection, parse } }).closed(instant(AT - 1_000))).map(brief);
  };

  it('are not those that were placed with a part filled at once, where the past is told as events: amounts decide', async () => {
    expect(await ended(event('OrderPlaced', { ...placed, quantity: '1', filled: '1' }))).toEqual([]);
    expect(await ended(event('OrderPlaced', { ...placed, quantity: '0', filled: '2' }))).toEqual([['1', 'filled', '2', '2']]);
  });

  it('are as their latest event left them', async () => {
    const part = event('OrderUpdated', { ...placed, quantity: '1', filled: '1' }, 'newOrder');
    expect(await ended(event('OrderPlaced', { ...placed, quantity: '2', filled: '0' }), part)).toEqual([]);
    expect(await ended(part, event('OrderCancelled', { ...placed, quantity: '1', filled: '1' }))).toEqual([['1', 'canceled', '1', '2']]);
    expect(await ended(part, event('OrderUpdated', { ...placed, quantity: '0', filled: '2' }, 'newOrder'))).toEqual([
      ['1', 'filled', '2', '2'],
    ]);
    expect(await ended(event('OrderRejected', { ...placed, quantity: '2', filled: '0' }))).toEqual([['1', 'rejected', '0', '2']]);
  });

  it('are not known when the events are missing', async () => {
    const { reads } = readsOf('krakenfutures', { askEvents: () => ({}) }, [PERPETUAL]);
    await expect(reads.closed(instant(AT))).rejects.toMatchObject({ code: 'bad-answer' });
  });
});
