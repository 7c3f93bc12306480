import { describe, expect, test } from 'vitest';
import { text } from '../units.ts';
import { errorOf, stage } from './ccxtStage.ts';

const BTC = 'BTC/USDT';
const id = (letter: string): string => letter.repeat(32);

describe('Binance spot, spoken to by ccxt', () => {
  test('lists its markets with their rules', async () => {
    await using world = await stage('binance');
    const { ccxt, fake } = world;
    await ccxt.loadMarkets();
    const { precision, limits, active } = ccxt.markets[BTC] ?? {};
    expect(precision).toMatchObject({ amount: '0.00001000', price: '0.01000000' });
    expect(limits).toMatchObject({ amount: { min: '0.00001000' }, cost: { min: '5.00000000' } });
    expect(active).toBe(true);
    fake.spot.change(BTC, { tick: '0.1', status: 'halted' });
    await ccxt.loadMarkets(true);
    expect(ccxt.markets[BTC]).toMatchObject({ precision: { price: '0.10000000' }, active: false });
  });

  test('shows quotes, candles, trades, its book and its time without a key', async () => {
    await using world = await stage('binance');
    const { client, fake } = world;
    const ccxt = await client({ keyless: true });
    const at = Date.UTC(2026, 0, 5, 9);
    fake.setTime(at);
    fake.spot.tape(BTC).draw(60_000, {
      at: at - 60_000,
      open: 90n * 10n ** 24n,
      high: 95n * 10n ** 24n,
      low: 88n * 10n ** 24n,
      close: 91n * 10n ** 24n,
      volume: 10n ** 24n,
    });
    fake.spot.quote(BTC, 99.99, 100.01, { last: 100, askSize: 3 });
    expect(await ccxt.fetchTime()).toBe(at);
    expect(await ccxt.fetchTicker(BTC)).toMatchObject({ bid: '99.99000000', ask: '100.01000000', last: '100.00000000', timestamp: at });
    expect((await ccxt.fetchBidsAsks([BTC]))[BTC]).toMatchObject({ bid: '99.99000000', askVolume: '3.00000000' });
    expect((await ccxt.fetchOrderBook(BTC)).asks[0].map(Number)).toEqual([100.01, 3]);
    expect((await ccxt.fetchOHLCV(BTC, '1m', at - 60_000, 1)).map((row: unknown[]) => row.map(Number))).toEqual([
      [at - 60_000, 90, 95, 88, 91, 1],
    ]);
    expect((await ccxt.fetchTrades(BTC)).at(-1)).toMatchObject({ price: '100.00000000' });
    expect(fake.server.authenticated()).toEqual([]);
  });

  test('takes a limit order, finds it by its client id, lists and cancels it', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange, fake } = world;
    const placed = await ccxt.createOrder(BTC, 'limit', 'buy', '1.5', '99', { clientOrderId: id('a') });
    expect(placed).toMatchObject({ clientOrderId: id('a'), status: 'open', amount: '1.50000000', filled: '0.00000000' });
    expect(await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') })).toMatchObject({
      id: placed.id,
      status: 'open',
      price: '99.00000000',
    });
    expect(await ccxt.fetchOpenOrders(BTC)).toHaveLength(1);
    expect((await ccxt.fetchBalance()).USDT).toMatchObject({ free: '851.50000000', used: '148.50000000', total: '1000' });
    const canceled = await ccxt.cancelOrder(undefined, BTC, { clientOrderId: id('a') });
    expect(canceled.status).toBe('canceled');
    expect([canceled.info.origClientOrderId, canceled.clientOrderId === id('a')]).toEqual([id('a'), false]);
    expect(await ccxt.fetchOpenOrders(BTC)).toEqual([]);
    expect((await ccxt.fetchClosedOrders(BTC)).length + (await ccxt.fetchCanceledOrders(BTC)).length).toBe(1);
    expect(exchange.orders().map(({ state }) => state)).toEqual(['canceled']);
    expect([fake.server.createsOf(id('a')), fake.server.createsOf()]).toEqual([1, 1]);
  });

  test('fills a market order with its fee in what was received, and tells of it as trades', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange } = world;
    const placed = await ccxt.createOrder(BTC, 'market', 'buy', '2', undefined, { clientOrderId: id('b') });
    expect(placed).toMatchObject({ status: 'closed', filled: '2.00000000' });
    const [trade] = await ccxt.fetchMyTrades(BTC, exchange.time.now() - 1_000);
    expect(trade).toMatchObject({ order: placed.id, side: 'buy', amount: '2.00000000', price: '100.01000000', takerOrMaker: 'taker' });
    expect(trade.fee).toMatchObject({ currency: 'BTC', cost: '0.00200000' });
    expect(trade.id).toBe(exchange.fills()[0]?.id);
    expect(Object.fromEntries(exchange.balances())).toEqual({ USDT: '799.98', BTC: '1.998' });
    const sold = await ccxt.createOrder(BTC, 'market', 'sell', '1', undefined, { clientOrderId: id('c') });
    expect(sold.status).toBe('closed');
    expect(exchange.balances().get('USDT')).toBe('899.87001');
  });

  test('ends the part of a market order that nothing is offered for', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange } = world;
    exchange.quote(BTC, 99, 100, { askSize: 2 });
    expect(await ccxt.createOrder(BTC, 'market', 'buy', '3', undefined, { clientOrderId: id('d') })).toMatchObject({
      status: 'expired',
      filled: '2.00000000',
    });
  });

  test('holds a stop until its price comes, and looks it up like any other order', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange } = world;
    exchange.deposit('BTC', '1');
    const placed = await ccxt.createOrder(BTC, 'market', 'sell', '1', undefined, { stopLossPrice: '95', clientOrderId: id('e') });
    expect(placed).toMatchObject({ status: 'open', triggerPrice: '95.00000000' });
    expect(placed.info.type).toBe('STOP_LOSS');
    exchange.quote(BTC, 94.9, 95.1, { last: '94.99' });
    expect(await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('e') })).toMatchObject({ status: 'closed', filled: '1.00000000' });
    expect((await ccxt.fetchMyTrades(BTC)).map((one: { order: string }) => one.order)).toEqual([placed.id]);
  });

  test('refuses in its own words, which ccxt puts into classes', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange } = world;
    await ccxt.loadMarkets();
    const buy = (amount: string, price: string, params: object = {}) =>
      errorOf(ccxt.createOrder(BTC, 'limit', 'buy', amount, price, { clientOrderId: id('f'), ...params }));
    expect(await buy('20', '99')).toMatch(/^InsufficientFunds: .*insufficient balance/);
    exchange.change(BTC, { tick: '0.1', step: '0.001', minNotional: '50' });
    expect(await buy('1', '99.05')).toMatch(/^InvalidOrder: .*PRICE_FILTER/);
    expect(await buy('1.00001', '99')).toMatch(/^InvalidOrder: .*LOT_SIZE/);
    expect(await buy('0.1', '99')).toMatch(/^BadRequest: .*Filter failure: NOTIONAL/);
    expect(await buy('1', '101', { postOnly: true })).toMatch(/^OrderImmediatelyFillable: /);
    expect(await buy('1', '99')).toBe('no error');
    expect(await buy('1', '98')).toMatch(/^InvalidOrder: .*Duplicate order sent\./);
    exchange.change(BTC, { status: 'halted' });
    expect(await buy('1', '97', { clientOrderId: id('0') })).toMatch(/^MarketClosed: /);
    expect(await errorOf(ccxt.cancelOrder('99', BTC))).toMatch(/^OrderNotFound: .*-2011/);
    expect(await errorOf(ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('9') }))).toMatch(/^OrderNotFound: .*-2013/);
    expect(exchange.orders()).toHaveLength(1);
  });

  test('takes a client id again when its order is over', async () => {
    await using world = await stage('binance');
    const { ccxt } = world;
    const send = () => ccxt.createOrder(BTC, 'limit', 'buy', '1', '99', { clientOrderId: id('a') });
    await send();
    await ccxt.cancelOrder(undefined, BTC, { clientOrderId: id('a') });
    const second = await send();
    expect((await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') })).id).toBe(second.id);
  });

  test('lets nobody in with a wrong key, signature or clock', async () => {
    await using world = await stage('binance');
    const { client, fake } = world;
    const ask = async (over: object) => errorOf((await client(over)).fetchBalance());
    expect(await ask({ secret: 'wrong' })).toMatch(/^AuthenticationError: .*-1022/);
    expect(await ask({ apiKey: 'A'.repeat(64) })).toMatch(/^AuthenticationError: .*-2015/);
    expect(await ask({ apiKey: '??' })).toMatch(/^AuthenticationError: .*-2014/);
    const ccxt = await client();
    await ccxt.loadMarkets();
    fake.advance(11_000);
    expect(await errorOf(ccxt.fetchBalance())).toMatch(/^InvalidNonce: .*-1021.*recvWindow/);
    fake.advance(-13_000);
    expect(await errorOf(ccxt.fetchBalance())).toMatch(/^InvalidNonce: .*-1021.*ahead/);
    fake.advance(2_000);
    expect(await errorOf(ccxt.fetchBalance())).toBe('no error');
    fake.keys.add(fake.key, { spot: false });
    const refused = ccxt.createOrder(BTC, 'limit', 'buy', '1', '99', { clientOrderId: id('a') });
    // ccxt takes -2015 for a passing ban once a call of this client has worked.
    expect(await errorOf(refused)).toMatch(/^DDoSProtection: .*-2015/);
    expect(fake.spot.orders()).toEqual([]);
  });

  test('refuses an order that arrives after its window', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange, fake } = world;
    await ccxt.loadMarkets();
    fake.faults.plan({ late: 60 }, { kind: 'create', times: 2 });
    const send = (letter: string, recvWindow: number) =>
      errorOf(ccxt.createOrder(BTC, 'limit', 'buy', '1', '99', { clientOrderId: id(letter), recvWindow }));
    expect(await send('a', 20)).toMatch(/^InvalidNonce: .*-1021/);
    expect(exchange.orders()).toEqual([]);
    expect(await send('b', 5_000)).toBe('no error');
    expect(exchange.orders()).toHaveLength(1);
  });

  test('says what the key may do, and what came to the account and left it', async () => {
    await using world = await stage('binance', { permissions: { withdrawals: true, ipRestricted: false } });
    const { ccxt, exchange } = world;
    expect(await ccxt.sapiGetAccountApiRestrictions()).toMatchObject({
      enableWithdrawals: true,
      enableSpotAndMarginTrading: true,
      ipRestrict: false,
    });
    exchange.withdraw('USDT', '250.5');
    const [deposit] = await ccxt.fetchDeposits(undefined, exchange.time.now() - 60_000);
    expect(deposit).toMatchObject({ currency: 'USDT', amount: '1000', status: 'ok' });
    const [withdrawal] = await ccxt.fetchWithdrawals(undefined, exchange.time.now() - 60_000);
    expect(withdrawal).toMatchObject({ currency: 'USDT', amount: '250.5', status: 'ok' });
  });

  test('gives lists from a moment on, oldest first and page by page', async () => {
    await using world = await stage('binance');
    const { ccxt, exchange } = world;
    for (let index = 0; index < 5; index++) exchange.byHand({ market: BTC, side: 'buy', type: 'market', amount: '0.1' });
    const all = await ccxt.fetchMyTrades(BTC, exchange.time.now() - 1_000);
    expect(all.map((one: { id: string }) => one.id)).toEqual(exchange.fills().map((fill) => fill.id));
    const first = await ccxt.fetchMyTrades(BTC, exchange.time.now() - 1_000, 2);
    const second = await ccxt.fetchMyTrades(BTC, undefined, 2, { fromId: Number(first[1].id) + 1 });
    expect([...first, ...second].map((one: { id: string }) => one.id)).toEqual(all.slice(0, 4).map((one: { id: string }) => one.id));
    const [order] = await ccxt.fetchOrders(BTC);
    expect(order.clientOrderId).toMatch(/^web_/);
    expect(text(exchange.fills()[0]?.amount ?? 0n)).toBe('0.1');
  });
});
