import { describe, expect, it } from 'vitest';
import { instant, later } from '#src/domain/clock.ts';
import type { VenueFill } from '#src/venue/port.ts';
import { type Answers, AT, ccxtOrder, ccxtTrade, handMadeVenue, ID, PERPETUAL, SPOT, throws } from '#test/fixtures/handMadeVenue.ts';
import { errorClasses as ccxt } from './errorClasses.ts';
import { FillReads } from './fillReads.ts';
import { OrderReads } from './orderReads.ts';

const SINCE = instant(AT - 60_000);
const CUT = throws(new ccxt.NetworkError('binance GET https://x fetch failed'));

function readsOf(id: string, answers: Answers, symbols?: readonly string[]) {
  const made = handMadeVenue(id, answers, symbols);
  const reads = new FillReads(made.parts, new OrderReads(made.parts));
  return { ...made, reads, routes: () => made.asked.map(([name]) => name) };
}

const ids = (fills: readonly VenueFill[]) => fills.map(({ venueFillId }) => venueFillId);

describe('fills are told', () => {
  it('oldest first, each once, and none from before the moment that was asked about', async () => {
    const { reads, names } = readsOf('binance', {
      fetchMyTrades: () => [
        ccxtTrade({ id: '3', timestamp: AT + 2 }),
        ccxtTrade({ id: '1', timestamp: AT }),
        ccxtTrade({ id: '1', timestamp: AT }),
        ccxtTrade({ id: '0', timestamp: SINCE - 1 }),
      ],
    });
    names.learn(SPOT, '9', ID);
    expect(ids(await reads.since(SINCE))).toEqual(['1', '3']);
  });

  it('of each market where the venue lists by market, with ids that may be the same', async () => {
    const { reads, asked } = readsOf(
      'binance',
      {
        fetchMyTrades: (symbol: string) => [ccxtTrade({ symbol, order: symbol })],
        fetchOrder: (id: string) => ccxtOrder({ id, symbol: id }),
      },
      [SPOT, 'ETH/USDT'],
    );
    expect((await reads.since(SINCE)).map(({ market, venueFillId }) => `${market} ${venueFillId}`)).toEqual([`${SPOT} 7`, 'ETH/USDT 7']);
    expect(asked.filter(([name]) => name === 'fetchMyTrades').map(([, symbol]) => symbol)).toEqual([SPOT, 'ETH/USDT']);
  });

  it('not at all when a page fails or holds something that cannot be', async () => {
    await expect(readsOf('binance', { fetchMyTrades: CUT }).reads.since(SINCE)).rejects.toMatchObject({ code: 'venue-read' });
    const odd = readsOf('binance', { fetchMyTrades: () => [ccxtTrade(), ccxtTrade({ id: '8', price: 'NaN' })] });
    await expect(odd.reads.since(SINCE)).rejects.toMatchObject({ code: 'bad-answer' });
  });
});

describe('whose a fill is', () => {
  const whose = async (id: string, answers: Answers, symbols?: readonly string[], known = false) => {
    const { reads, names, routes } = readsOf(id, answers, symbols);
    if (known) names.learn(SPOT, '9', ID);
    const [fill] = await reads.since(SINCE);
    return { clientOrderId: fill?.clientOrderId, routes: routes() };
  };

  it('is known without a question when the order was sent or read before', async () => {
    expect(await whose('binance', { fetchMyTrades: () => [ccxtTrade()] }, [SPOT], true)).toEqual({
      clientOrderId: ID,
      routes: ['fetchMyTrades'],
    });
  });

  it.each([
    ['luno', { client_order_id: ID }],
    ['okx', { clOrdId: ID }],
    ['bybit', { orderLinkId: ID }],
    ['kraken', { cl_ord_id: '01234567-89ab-cdef-0123-456789abcdef' }],
    ['hyperliquid', { cloid: `0x${ID}` }],
  ])('is said by the fill itself on %s', async (venue, info) => {
    const symbol = venue === 'hyperliquid' ? PERPETUAL : SPOT;
    const { clientOrderId, routes } = await whose(venue, { fetchMyTrades: () => [ccxtTrade({ symbol, info })] }, [symbol]);
    expect([clientOrderId, new Set(routes)]).toEqual([ID, new Set(['fetchMyTrades'])]);
  });

  it('is asked for once where the fill names only the venue id', async () => {
    const trades = [ccxtTrade(), ccxtTrade({ id: '8' })];
    const { clientOrderId, routes } = await whose('binance', { fetchMyTrades: () => trades, fetchOrder: () => ccxtOrder() });
    expect([clientOrderId, routes]).toEqual([ID, ['fetchMyTrades', 'fetchOrder']]);
  });

  it('is that of the stop that was set off under another id', async () => {
    const stop = ccxtOrder({ id: '3', symbol: PERPETUAL, stopPrice: '90', status: 'closed', filled: '2', info: { actualOrderId: '9' } });
    const { clientOrderId } = await whose(
      'binanceusdm',
      {
        fetchMyTrades: () => [ccxtTrade({ symbol: PERPETUAL })],
        fetchOrders: () => [stop],
        fetchOrder: () => ccxtOrder({ clientOrderId: 'x-1', symbol: PERPETUAL }),
      },
      [PERPETUAL],
    );
    expect(clientOrderId).toBe(ID);
  });

  it('is left as it is for somebody else, and empty where the venue has forgotten the order', async () => {
    const trades = { fetchMyTrades: () => [ccxtTrade()] };
    expect((await whose('binance', { ...trades, fetchOrder: () => ccxtOrder({ clientOrderId: 'web_1' }) })).clientOrderId).toBe('web_1');
    const forgotten = throws(new ccxt.OrderNotFound('binance {"code":-2013,"msg":"Order does not exist."}'));
    expect((await whose('binance', { ...trades, fetchOrder: forgotten })).clientOrderId).toBe('');
  });

  it('is not guessed when the question fails', async () => {
    await expect(whose('binance', { fetchMyTrades: () => [ccxtTrade()], fetchOrder: CUT })).rejects.toMatchObject({ code: 'venue-read' });
  });
});

describe('a fee in a third asset', () => {
  const paid = (more: Answers = {}, count = 1) => {
    const trades = Array.from({ length: count }, (_, i) => ccxtTrade({ id: String(i), fee: { cost: '0.01', currency: 'BNB' } }));
    const made = readsOf('binance', { fetchMyTrades: () => trades, ...more });
    made.names.learn(SPOT, '9', ID);
    return made;
  };

  it('comes with its price, asked for once a minute', async () => {
    const { reads, routes, clock } = paid({ fetchTicker: () => ({ last: '600' }) }, 3);
    const rates = async () => (await reads.since(SINCE)).map(({ feeRate }) => String(feeRate));
    expect(await rates()).toEqual(['600', '600', '600']);
    expect(routes().filter((name) => name === 'fetchTicker')).toHaveLength(1);
    clock.advanceTo(later(clock.now(), 60_000));
    await rates();
    expect(routes().filter((name) => name === 'fetchTicker')).toHaveLength(2);
  });

  it('comes with the price of each asset where one fee has several', async () => {
    const fees = [
      { cost: '1', currency: 'USDT' },
      { cost: '0.01', currency: 'BNB' },
      { cost: '0.001', currency: 'BTC' },
    ];
    const made = readsOf('binance', { fetchMyTrades: () => [ccxtTrade({ fee: undefined, fees })], fetchTicker: () => ({ last: '600' }) });
    made.names.learn(SPOT, '9', ID);
    const [fill] = await made.reads.since(SINCE);
    expect([fill?.feeAsset, fill?.feeRate]).toEqual(['USDT', undefined]);
    expect(fill?.otherFees?.map(({ asset, rate }) => [asset, rate && String(rate)])).toEqual([
      ['BNB', '600'],
      ['BTC', undefined],
    ]);
    expect(made.troubles).toEqual([]);
  });

  it('takes the market the other way round where there is no other', async () => {
    const { reads } = paid({
      fetchTicker: (symbol: string) => {
        if (symbol !== 'USDT/BNB') throw new ccxt.BadRequest('binance does not have market symbol BNB/USDT');
        return { last: '0.002' };
      },
    });
    expect((await reads.since(SINCE)).map(({ feeRate }) => String(feeRate))).toEqual(['500']);
  });

  it('is told without a price, and said, where there is none', async () => {
    const { reads, troubles } = paid({ fetchTicker: CUT });
    expect((await reads.since(SINCE)).map(({ feeRate, feeAsset }) => [feeRate, feeAsset])).toEqual([[undefined, 'BNB']]);
    expect(troubles.map(({ kind, text }) => [kind, text])).toEqual([['odd', expect.stringContaining('no price in USDT')]]);
  });
});

describe('on Kraken Futures, whose fills come without a fee,', () => {
  const withLog = (log: () => unknown) => {
    const made = readsOf(
      'krakenfutures',
      {
        fetchMyTrades: () => [ccxtTrade({ symbol: 'BTC/USD:USD', info: { cliOrdId: ID }, fee: { cost: '0.1', currency: 'USD' } })],
        fetchLedger: log,
      },
      ['BTC/USD:USD'],
    );
    return { ...made, fees: async () => (await made.reads.since(SINCE)).map(({ fee, feeAsset }) => `${String(fee)} ${feeAsset}`) };
  };

  it('the fee that was charged is taken from the log of the account', async () => {
    const { fees } = withLog(() => [
      { id: 'l1', type: 'trade', referenceId: '7', fee: { cost: '0.37', currency: 'USD' }, timestamp: AT },
      { id: 'l2', type: 'transfer', referenceId: '7', fee: { cost: '9', currency: 'USD' }, timestamp: AT },
    ]);
    expect(await fees()).toEqual(['0.37 USD']);
  });

  it('a fill waits a minute for the log, then the list price is booked, and said once', async () => {
    const { fees, clock, troubles } = withLog(() => []);
    expect(await fees()).toEqual([]);
    clock.advanceTo(later(clock.now(), 60_000));
    expect(await fees()).toEqual(['0.1 USD']);
    await fees();
    expect(troubles.map(({ text }) => text)).toEqual([expect.stringContaining('the list price is booked')]);
  });
});
