import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CcxtExchange, ccxtClient } from '../ccxtClient.ts';
import { type FakeKraken, fakeKraken } from './fakeKraken.ts';

const SYMBOL = 'BTC/USD';

let kraken: FakeKraken;
let client: CcxtExchange;

beforeEach(async () => {
  kraken = await fakeKraken();
  kraken.exchange.deposit('USD', '10000');
  kraken.exchange.quote(SYMBOL, 60_000, 60_000.1);
  client = await ccxtClient({ id: 'kraken', url: kraken.server.origin, ...kraken.key.pair, timeoutMs: 15_000 });
  let nonce = Date.now();
  client.nonce = () => ++nonce;
  await client.loadMarkets();
});

afterEach(async () => {
  await client.close();
  await kraken[Symbol.asyncDispose]();
});

/** Waits until the fake has taken a subscription. */
const subscribed = (topic: string) => eventually(() => kraken.server.sockets.all().some(({ topics }) => topics.has(topic))).toBe(true);
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });

describe('public channels', () => {
  it('tells a ticker at once and again with each quote', async () => {
    expect(await client.watchTicker(SYMBOL)).toMatchObject({ bid: '60000', ask: '60000.1' });
    const next = client.watchTicker(SYMBOL);
    kraken.exchange.quote(SYMBOL, 60_100, 60_100.2);
    expect(await next).toMatchObject({ bid: '60100', ask: '60100.2' });
  });

  it('keeps the book to what is offered now', async () => {
    // With strings ccxt keeps levels whose quantity has become "0".
    client.number = Number;
    await client.watchOrderBook(SYMBOL);
    const next = client.watchOrderBook(SYMBOL);
    kraken.exchange.quote(SYMBOL, 60_100, 60_100.2, { bidSize: 2, askSize: 3 });
    const { bids, asks } = await next;
    expect([bids.map(String), asks.map(String)]).toEqual([['60100,2'], ['60100.2,3']]);
  });

  it('tells candles and trades', async () => {
    expect((await client.watchOHLCV(SYMBOL, '1m')).at(-1)?.[4]).toBe('60000.1');
    const next = client.watchTrades(SYMBOL);
    await subscribed(`trade ${SYMBOL}`);
    kraken.exchange.quote(SYMBOL, 61_000, 61_000.2);
    expect((await next).at(-1)).toMatchObject({ symbol: SYMBOL });
  });

  it('shows nonsense as it is', async () => {
    await client.watchTicker(SYMBOL);
    const next = client.watchTicker(SYMBOL);
    kraken.exchange.showNonsense(SYMBOL, { bid: 'NaN', ask: '-1', last: '1e309' });
    expect(await next).toMatchObject({ ask: '-1', last: '1e309' });
  });

  it('can fall silent while the connection lives', async () => {
    await client.watchTicker(SYMBOL);
    kraken.dialect.streams.silent.add('ticker');
    const next = client.watchTicker(SYMBOL);
    kraken.exchange.quote(SYMBOL, 61_000, 61_000.2);
    const first = await Promise.race([next, new Promise((resolve) => setTimeout(() => resolve('silence'), 200))]);
    expect(first).toBe('silence');
    expect(kraken.server.sockets.all()).toHaveLength(1);
    kraken.dialect.streams.silent.clear();
    kraken.exchange.quote(SYMBOL, 62_000, 62_000.2);
    expect(await next).toMatchObject({ bid: '62000' });
  });
});

describe('private channels', () => {
  it('tells of an order, of its fill and of its end', async () => {
    const orders = client.watchOrders();
    await subscribed('executions');
    await client.createOrder(SYMBOL, 'limit', 'buy', '0.01', 50_000, { clientOrderId: 'a'.repeat(32) });
    expect((await orders).at(-1)).toMatchObject({ symbol: SYMBOL, status: 'open', info: { cl_ord_id: 'a'.repeat(32) } });
    const trades = client.watchMyTrades();
    kraken.exchange.quote(SYMBOL, 49_999, 49_999.5);
    expect((await trades).at(-1)).toMatchObject({ price: '50000', amount: '0.01', takerOrMaker: 'maker' });
  });

  it('tells balances', async () => {
    expect((await client.watchBalance()).USD).toMatchObject({ total: '10000' });
    const next = client.watchBalance();
    kraken.exchange.deposit('USD', '5');
    expect((await next).USD).toMatchObject({ total: '10005' });
  });

  it('refuses a token that it did not give out', async () => {
    const orders = client.watchOrders();
    orders.catch(() => undefined);
    await subscribed('executions');
    kraken.dialect.expireTokens();
    kraken.server.sockets.cut();
    await expect(orders).rejects.toMatchObject({ name: 'NetworkError' });
    const again = client.watchOrders();
    again.catch(() => undefined);
    await eventually(() => kraken.server.sockets.heard.filter(({ text }) => text.includes('executions')).length).toBe(2);
    expect(kraken.server.sockets.all().some(({ topics }) => topics.has('executions'))).toBe(false);
  });
});
