import { describe, expect, test } from 'vitest';
import { errorOf, stage } from './ccxtStage.ts';

const BTC = 'BTC/USDT:USDT';
const id = (letter: string): string => letter.repeat(32);

describe('Binance USD-M futures, spoken to by ccxt', () => {
  test('lists its markets, quotes and candles', async () => {
    await using world = await stage('binanceusdm');
    const { client, fake } = world;
    const ccxt = await client({ keyless: true });
    await ccxt.loadMarkets();
    expect(ccxt.markets[BTC]).toMatchObject({ precision: { amount: '0.001', price: '0.1' }, contractSize: '1', linear: true });
    expect((await ccxt.fetchTicker(BTC)).last).toBe('100.0');
    expect((await ccxt.fetchBidsAsks([BTC]))[BTC]).toMatchObject({ bid: '99.9', ask: '100.1' });
    expect(await ccxt.fetchOHLCV(BTC, '1m')).toHaveLength(1);
    expect(fake.server.authenticated()).toEqual([]);
  });

  test('tells how often funding falls due apart from its rate, and only for markets that do not pay every eight hours', async () => {
    await using world = await stage('binanceusdm');
    const ccxt = await world.client({ keyless: true });
    expect(ccxt.has.fetchFundingIntervals).toBe(true);
    expect(await ccxt.fetchFundingIntervals([BTC])).toEqual({});
    world.exchange.profile = { ...world.exchange.profile, fundingHours: 4 };
    const { [BTC]: rate } = await ccxt.fetchFundingRates([BTC]);
    expect(rate).toMatchObject({ fundingRate: '0.00010000' });
    expect(rate.interval).toBeUndefined();
    expect(rate.fundingTimestamp - world.exchange.time.now()).toBeLessThanOrEqual(4 * 3_600_000);
    expect((await ccxt.fetchFundingIntervals([BTC]))[BTC].interval).toBe('4h');
  });

  test('opens and closes a position, with its results, fees and funding as incomes', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange } = world;
    await ccxt.setLeverage(5, BTC);
    const placed = await ccxt.createOrder(BTC, 'market', 'buy', '10', undefined, { clientOrderId: id('a') });
    expect(placed).toMatchObject({ clientOrderId: id('a'), status: 'closed', filled: '10.000', average: '100.10000' });
    const [position] = await ccxt.fetchPositions([BTC]);
    expect(position).toMatchObject({ side: 'long', contracts: '10', entryPrice: '100.1' });
    expect((await ccxt.fetchLeverages([BTC]))[BTC].longLeverage).toBe(5);
    exchange.payFunding(BTC, '0.0001');
    exchange.quote(BTC, 110, 110.1);
    await ccxt.createOrder(BTC, 'market', 'sell', '10', undefined, { clientOrderId: id('b'), reduceOnly: true });
    expect(await ccxt.fetchPositions([BTC])).toEqual([]);
    const [funding] = await ccxt.fetchFundingHistory(BTC, exchange.time.now() - 60_000);
    expect(funding).toMatchObject({ code: 'USDT', amount: '-0.10000000' });
    expect(exchange.balances().get('USDT')).toBe('1097.8495');
    expect((await ccxt.fetchBalance()).USDT.total).toBe('1097.84950000');
    const incomes = await ccxt.fapiPrivateGetIncome();
    expect(incomes.map(({ incomeType, income }: Record<string, string>) => `${incomeType} ${Number(income)}`)).toEqual(
      expect.arrayContaining(['TRANSFER 1000', 'FUNDING_FEE -0.1', 'REALIZED_PNL 99', 'COMMISSION -0.5005', 'COMMISSION -0.55']),
    );
    expect(await ccxt.fetchMyTrades(BTC)).toHaveLength(2);
  });

  test('keeps stops apart: with ids of their own, and an order on the book once they are set off', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange } = world;
    await ccxt.createOrder(BTC, 'market', 'buy', '1', undefined, { clientOrderId: id('a') });
    const stop = await ccxt.createOrder(BTC, 'market', 'sell', '1', undefined, {
      stopLossPrice: '95',
      reduceOnly: true,
      clientOrderId: id('b'),
    });
    expect(stop).toMatchObject({ clientOrderId: id('b'), status: 'open', triggerPrice: '95.0', reduceOnly: true });
    expect(await errorOf(ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('b') }))).toMatch(/^OrderNotFound/);
    expect(await ccxt.fetchOpenOrders(BTC)).toEqual([]);
    expect(await ccxt.fetchOpenOrders(BTC, undefined, undefined, { stop: true })).toMatchObject([{ id: stop.id }]);
    expect(await errorOf(ccxt.cancelOrder(undefined, BTC, { clientOrderId: id('b') }))).toMatch(/^OrderNotFound/);
    exchange.quote(BTC, 94.9, 95.1, { last: 95 });
    const after = await ccxt.fetchOrder(undefined, BTC, { stop: true, clientOrderId: id('b') });
    expect(after).toMatchObject({ status: 'closed', info: { algoStatus: 'FINISHED' } });
    const onBook = await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('b') });
    expect(onBook).toMatchObject({ id: after.info.actualOrderId, filled: '1.000', status: 'closed' });
    expect((await ccxt.fetchMyTrades(BTC)).at(-1).order).toBe(onBook.id);
    expect(onBook.id).not.toBe(stop.id);
  });

  test('cancels a stop by its client id', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange } = world;
    await ccxt.createOrder(BTC, 'market', 'sell', '1', undefined, { clientOrderId: id('a') });
    await ccxt.createOrder(BTC, 'market', 'buy', '1', undefined, { stopLossPrice: '105', reduceOnly: true, clientOrderId: id('b') });
    await ccxt.cancelOrder(undefined, BTC, { stop: true, clientOrderId: id('b') });
    expect(exchange.orders().at(-1)?.state).toBe('canceled');
    expect(await errorOf(ccxt.cancelOrder(undefined, BTC, { stop: true, clientOrderId: id('b') }))).toMatch(/^OrderNotFound/);
  });

  test('refuses in its own words, which ccxt puts into classes by the host', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange } = world;
    await ccxt.loadMarkets();
    const buy = (amount: string, price: string | undefined, params: object = {}) =>
      errorOf(ccxt.createOrder(BTC, price === undefined ? 'market' : 'limit', 'buy', amount, price, { clientOrderId: id('a'), ...params }));
    expect(await buy('10000', '99')).toMatch(/^InsufficientFunds: .*-2019/);
    expect(await buy('1', undefined, { reduceOnly: true })).toMatch(/^InvalidOrder: .*-2022/);
    expect(await buy('0.01', '99')).toMatch(/^InvalidOrder: .*-4164/);
    expect(await buy('1', '101', { postOnly: true })).toMatch(/^(OrderNotFillable|InvalidOrder): .*-5022/);
    expect(await buy('1', undefined, { stopLossPrice: '99' })).toMatch(/^OrderImmediatelyFillable: .*-2021/);
    exchange.change(BTC, { tick: '0.5', step: '0.01' });
    expect(await buy('1', '99.1')).toMatch(/^BadRequest: .*-4014/);
    expect(await buy('1.001', '99')).toMatch(/^BadRequest: .*-1111/);
    expect(await buy('1', '99')).toBe('no error');
    expect(await buy('1', '98')).toMatch(/^InvalidOrder: .*-4116/);
    expect(await errorOf(ccxt.setLeverage(125, BTC))).toBe('no error');
    exchange.change(BTC, { maxLeverage: 10 });
    expect(await errorOf(ccxt.setLeverage(20, BTC))).toMatch(/^BadRequest: .*-4028/);
    expect(
      await errorOf(ccxt.fapiPrivatePostOrder({ symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', quantity: '1', stopPrice: '90' })),
    ).toMatch(/-4120/);
  });

  test('liquidates, and names the order as its own', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange } = world;
    await ccxt.createOrder(BTC, 'market', 'buy', '100', undefined, { clientOrderId: id('a') });
    const [position] = await ccxt.fetchPositions([BTC]);
    exchange.quote(BTC, Number(position.liquidationPrice), Number(position.liquidationPrice));
    expect(await ccxt.fetchPositions([BTC])).toEqual([]);
    expect((await ccxt.fetchOrders(BTC)).at(-1).clientOrderId).toMatch(/^autoclose-/);
  });

  test('has a dead-man switch per market', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange, fake } = world;
    await ccxt.createOrder(BTC, 'limit', 'buy', '1', '90', { clientOrderId: id('a') });
    await ccxt.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT', countdownTime: 5_000 });
    fake.advance(4_000);
    expect(await ccxt.fapiPrivateGetOpenOrders()).toHaveLength(1);
    fake.advance(1_000);
    expect(exchange.view().openOrders()).toEqual([]);
  });

  test('refuses a list that spans more than a week', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt } = world;
    const span = { symbol: 'BTCUSDT', startTime: 1_700_000_000_000, endTime: 1_700_000_000_000 + 8 * 86_400_000 };
    expect(await errorOf(ccxt.fapiPrivateGetUserTrades(span))).toMatch(/^BadRequest: .*-4165/);
  });
});
