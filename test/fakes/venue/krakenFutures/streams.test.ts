import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CcxtExchange, ccxtClient } from '../ccxtClient.ts';
import { type FakeKrakenFutures, fakeKrakenFutures } from './fakeKrakenFutures.ts';
import { newKeyPair } from './keys.ts';

const SYMBOL = 'BTC/USD:USD';

let futures: FakeKrakenFutures;
let client: CcxtExchange;

const clientWith = (keys = futures.key.pair): Promise<CcxtExchange> =>
  ccxtClient({ id: 'krakenfutures', url: futures.server.origin, ...keys, timeoutMs: 15_000 });

beforeEach(async () => {
  futures = await fakeKrakenFutures();
  futures.exchange.deposit('USD', '10000');
  futures.exchange.quote(SYMBOL, 60_000, 60_001);
  client = await clientWith();
  await client.loadMarkets();
});

afterEach(async () => {
  await client.close();
  await futures[Symbol.asyncDispose]();
});

/** Waits until the fake has taken a subscription. */
const subscribed = (topic: string) =>
  expect.poll(() => futures.server.sockets.all().some(({ topics }) => topics.has(topic)), { timeout: 15_000 }).toBe(true);

describe('public feeds', () => {
  it('tells a ticker at once and again with each quote', async () => {
    expect(await client.watchTicker(SYMBOL)).toMatchObject({ bid: '60000', ask: '60001', markPrice: '60001' });
    const next = client.watchTicker(SYMBOL);
    futures.exchange.quote(SYMBOL, 60_100, 60_102);
    expect(await next).toMatchObject({ bid: '60100', ask: '60102' });
  });

  it('keeps the book to what is offered now', async () => {
    // With strings ccxt keeps levels whose quantity has become "0".
    client.number = Number;
    await client.watchOrderBook(SYMBOL);
    futures.exchange.quote(SYMBOL, 60_100, 60_102, { bidSize: 2, askSize: 3 });
    await expect.poll(async () => (await client.watchOrderBook(SYMBOL)).asks.map(String), { timeout: 15_000 }).toEqual(['60102,3']);
  });

  it('tells trades', async () => {
    const next = client.watchTrades(SYMBOL);
    expect((await next).at(-1)).toMatchObject({ symbol: SYMBOL, price: '60001', side: 'buy' });
  });

  it('shows nonsense as it is, and can fall silent while the connection lives', async () => {
    await client.watchTicker(SYMBOL);
    const nonsense = client.watchTicker(SYMBOL);
    futures.exchange.showNonsense(SYMBOL, { bid: '0', ask: '1e309', last: '-5' });
    expect(await nonsense).toMatchObject({ ask: '1e309', last: '-5' });
    futures.dialect.streams.silent.add('ticker');
    const next = client.watchTicker(SYMBOL);
    futures.exchange.quote(SYMBOL, 61_000, 61_002);
    expect(await Promise.race([next, new Promise((resolve) => setTimeout(() => resolve('silence'), 200))])).toBe('silence');
    expect(futures.server.sockets.all()).toHaveLength(1);
    futures.dialect.streams.silent.clear();
    futures.exchange.quote(SYMBOL, 62_000, 62_002);
    expect(await next).toMatchObject({ bid: '62000' });
  });
});

describe('private feeds', () => {
  it('tells of an order, of its fill with the fee that was charged, and of the position', async () => {
    const orders = client.watchOrders();
    await subscribed('open_orders');
    const { id } = await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', 50_000, { clientOrderId: 'a'.repeat(32) });
    expect((await orders).at(-1)).toMatchObject({ id, symbol: SYMBOL, side: 'buy', price: '50000' });
    const positions = client.watchPositions();
    const fills = client.watchMyTrades();
    await fills;
    const more = client.watchMyTrades();
    futures.exchange.quote(SYMBOL, 49_990, 49_999);
    expect((await more).at(-1)).toMatchObject({ order: id, price: '50000', takerOrMaker: 'maker', fee: { cost: '0.1', currency: 'USD' } });
    await positions;
    await expect.poll(() => client.positions?.at(-1)?.contracts, { timeout: 15_000 }).toBe('0.01');
  });

  it('tells balances', async () => {
    await client.watchBalance();
    await expect.poll(() => client.balance.flex?.USD?.total, { timeout: 15_000 }).toBe('10000');
    futures.exchange.deposit('USD', '5');
    await expect.poll(() => client.balance.flex?.USD?.total, { timeout: 15_000 }).toBe('10005');
  });

  it('answers nothing private without the right secret', async () => {
    const forger = await clientWith({ apiKey: futures.key.pair.apiKey, secret: newKeyPair().secret });
    await expect(forger.watchMyTrades()).rejects.toThrow('Failed to subscribe to authenticated feed');
    expect(futures.server.sockets.all().some(({ topics }) => topics.has('fills'))).toBe(false);
    await forger.close();
  });
});
