import { describe, expect, test } from 'vitest';
import { errorOf, stage, until } from './ccxtStage.ts';
import type { FakeBinance } from './fakeBinance.ts';

const id = (letter: string): string => letter.repeat(32);
const VENUES = [
  ['binance', 'BTC/USDT'],
  ['binanceusdm', 'BTC/USDT:USDT'],
] as const;

describe.each(VENUES)('streams of %s, watched by ccxt', (venue, market) => {
  test('push quotes, tickers, candles, trades and the book without a key', async () => {
    await using world = await stage(venue);
    const { client, exchange, fake } = world;
    const ccxt = await client({ keyless: true });
    expect((await ccxt.watchBidsAsks([market]))[market].bid).toMatch(/^99\.9/);
    expect(Number((await ccxt.watchTicker(market)).last)).toBe(100);
    expect((await ccxt.watchOHLCV(market, '1m')).at(-1)?.slice(1, 5).map(Number)).toEqual([100, 100, 100, 100]);
    const trades = ccxt.watchTrades(market);
    await until(() => fake.server.sockets.all().some((socket) => [...socket.topics].some((topic) => topic.endsWith('@trade'))));
    exchange.quote(market, 100.9, 101.1, { last: 101 });
    expect(Number((await trades)[0].price)).toBe(101);
    expect(Number((await ccxt.watchTicker(market)).last)).toBe(101);
    expect((await ccxt.watchOrderBook(market)).bids[0][0]).toBe(100.9);
    const book = ccxt.watchOrderBook(market);
    exchange.quote(market, 101.9, 102.1, { bidSize: 7 });
    expect((await book).bids[0]).toEqual([101.9, 7]);
    expect(fake.server.authenticated()).toEqual([]);
  });

  test('push orders and trades of the account, and balances', async () => {
    await using world = await stage(venue);
    const { ccxt, exchange, fake } = world;
    const orders = ccxt.watchOrders();
    const trades = ccxt.watchMyTrades();
    const balance = ccxt.watchBalance();
    await until(() => fake.server.sockets.all().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    exchange.place({ market, side: 'buy', type: 'market', amount: '1', clientOrderId: id('a'), note: { type: 'MARKET' } });
    expect((await orders)[0]).toMatchObject({ clientOrderId: id('a'), symbol: market });
    expect((await trades)[0]).toMatchObject({ side: 'buy', symbol: market, takerOrMaker: 'taker' });
    expect(Number((await balance).USDT.total ?? (await balance).USDT.free)).toBeLessThan(1_000);
  });

  test('go silent when they are frozen, and end when they are cut', async () => {
    await using world = await stage(venue);
    const { client, exchange, fake } = world;
    const ccxt = await client({ keyless: true });
    await ccxt.watchTicker(market);
    fake.server.sockets.freeze();
    const frozen = ccxt.watchTicker(market);
    exchange.quote(market, 110, 111);
    expect(await Promise.race([frozen, new Promise((resolve) => setTimeout(() => resolve('silence'), 50))])).toBe('silence');
    fake.server.sockets.thaw();
    exchange.quote(market, 120, 121, { last: 120 });
    expect(Number((await frozen).last)).toBe(120);
    const cut = errorOf(ccxt.watchTicker(market));
    fake.server.sockets.cut();
    expect(await cut).toMatch(/^NetworkError|^ExchangeClosedByUser|1006/);
    fake.server.sockets.refuses = true;
    expect(await errorOf(ccxt.watchTicker(market))).not.toBe('no error');
    fake.server.sockets.refuses = false;
    expect(Number((await ccxt.watchTicker(market)).last)).toBe(120);
  });

  test('carry nonsense as it is, and nothing happens at the exchange', async () => {
    await using world = await stage(venue);
    const { client, exchange } = world;
    const ccxt = await client({ keyless: true });
    await ccxt.watchBidsAsks([market]);
    const next = ccxt.watchBidsAsks([market]);
    exchange.showNonsense(market, { bid: '1e309', ask: '-5', last: 'NaN' });
    expect((await next)[market]).toMatchObject({ bid: '1e309', ask: '-5' });
    expect(exchange.shown(market)?.at).toBeLessThanOrEqual(Date.now());
    expect(await ccxt.fetchTicker(market)).toMatchObject({ last: expect.stringMatching(/^100/) });
  });
});

describe('account streams', () => {
  test('are refused to a wrong secret, and to a listen key that ended', async () => {
    await using world = await stage('binance');
    const params = { ...world.ccxt.signParams({}), signature: '0'.repeat(64) };
    expect(await told(world.fake, { id: '1', method: 'userDataStream.subscribe.signature', params })).toMatchObject({
      status: 400,
      error: { code: -1022 },
    });
    await using perpetuals = await stage('binanceusdm');
    const watched = perpetuals.ccxt.watchOrders();
    watched.catch(() => undefined);
    await until(() => perpetuals.fake.server.sockets.all().length > 0);
    perpetuals.fake.endAccountStreams();
    expect(await errorOf(perpetuals.ccxt.fapiPrivatePutListenKey())).toMatch(/-1125/);
  });

  test('tell of stops in the algo service', async () => {
    await using world = await stage('binanceusdm');
    const { ccxt, exchange, fake } = world;
    exchange.byHand({ market: 'BTC/USDT:USDT', side: 'buy', type: 'market', amount: '1' });
    const orders = ccxt.watchOrders();
    await until(() => fake.server.sockets.all().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await ccxt.createOrder('BTC/USDT:USDT', 'market', 'sell', '1', undefined, {
      stopLossPrice: '95',
      reduceOnly: true,
      clientOrderId: id('a'),
    });
    expect((await orders)[0]).toMatchObject({ clientOrderId: id('a'), status: 'open' });
  });
});

/** What the websocket API answers, without ccxt, which would leave a rejection behind that nobody can handle. */
function told(fake: FakeBinance, message: object): Promise<unknown> {
  const socket = new WebSocket(`${fake.server.socketOrigin}/ws-api/v3`);
  socket.onopen = () => socket.send(JSON.stringify(message));
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      socket.close();
      resolve(JSON.parse(String(data)));
    };
  });
}
