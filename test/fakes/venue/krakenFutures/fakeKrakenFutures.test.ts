import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CcxtExchange, ccxtClient } from '../ccxtClient.ts';
import { text, units } from '../units.ts';
import { KRAKEN_FUTURES_ANSWERS, refusedOrder } from './answers.ts';
import { type FakeKrakenFutures, fakeKrakenFutures } from './fakeKrakenFutures.ts';
import { authentOf, newKeyPair } from './keys.ts';

const SYMBOL = 'BTC/USD:USD';
const ID = '0123456789abcdef0123456789abcdef';

let futures: FakeKrakenFutures;
let client: CcxtExchange;

async function clientWith(keys = futures.key.pair): Promise<CcxtExchange> {
  const made = await ccxtClient({ id: 'krakenfutures', url: futures.server.origin, ...keys, timeoutMs: 15_000 });
  made.enableRateLimit = false;
  return made;
}

beforeEach(async () => {
  futures = await fakeKrakenFutures();
  futures.exchange.deposit('USD', '10000');
  futures.exchange.quote(SYMBOL, 60_000, 60_001);
  client = await clientWith();
});

afterEach(async () => {
  await client.close();
  await futures[Symbol.asyncDispose]();
});

const buyLimit = (id = ID, price = 50_000, params = {}) =>
  client.createOrder(SYMBOL, 'limit', 'buy', '0.01', price, { clientOrderId: id, ...params });
const market = (side: 'buy' | 'sell', amount = '0.01', params = {}) =>
  client.createOrder(SYMBOL, 'market', side, amount, undefined, params);

describe('what Kraken Futures shows to everybody', () => {
  it('lists linear perpetuals with coins as contracts', async () => {
    await client.loadMarkets();
    expect(client.markets[SYMBOL]).toMatchObject({
      id: 'PF_XBTUSD',
      linear: true,
      swap: true,
      settle: 'USD',
      contractSize: '1',
      active: true,
    });
    expect(client.markets[SYMBOL]?.precision).toMatchObject({ amount: '0.0001', price: '1' });
  });

  it('shows prices in ticker, tickers and book', async () => {
    expect(await client.fetchTicker(SYMBOL)).toMatchObject({ symbol: SYMBOL, bid: '60000', ask: '60001', markPrice: '60001' });
    expect(Object.keys(await client.fetchTickers())).toEqual([SYMBOL, 'ETH/USD:USD']);
    const { bids, asks } = await client.fetchOrderBook(SYMBOL);
    expect([Number(bids[0][0]), Number(asks[0][0])]).toEqual([60_000, 60_001]);
  });

  it('makes candles of what was traded and tells trades', async () => {
    const minute = 60_000;
    futures.exchange.time.set(Math.ceil(Date.now() / minute) * minute);
    for (const price of [61_000, 62_000, 59_000]) {
      futures.exchange.quote(SYMBOL, price, price + 2);
      futures.exchange.time.advance(1_000);
    }
    const candles = await client.fetchOHLCV(SYMBOL, '1m');
    expect(candles.at(-1).slice(1, 5).map(Number)).toEqual([61_001, 62_001, 59_001, 59_001]);
    expect((await client.fetchTrades(SYMBOL)).at(-1)).toMatchObject({ price: '59001', side: 'buy' });
  });

  it('tells the time of its own clock in each answer, which is the only place where it does', async () => {
    futures.exchange.time.set(Date.UTC(2026, 0, 5, 9));
    await client.fetchTicker(SYMBOL);
    expect(client.last_response_headers.Date).toBe('Mon, 05 Jan 2026 09:00:00 GMT');
    expect(client.has.fetchTime).not.toBe(true);
  });

  it('shows the funding rate that it was given', async () => {
    futures.dialect.fundingRates.set(SYMBOL, 0.0001);
    const rates = await client.fetchFundingRates([SYMBOL]);
    expect(Number(rates[SYMBOL].fundingRate)).toBeCloseTo(0.0001, 12);
  });
});

describe('orders', () => {
  it('takes a limit order, finds it, and cancels it by client id', async () => {
    const order = await buyLimit();
    expect(order).toMatchObject({ symbol: SYMBOL, side: 'buy', clientOrderId: ID, status: 'open', amount: '0.01', filled: '0' });
    expect(await client.fetchOpenOrders()).toMatchObject([{ id: order.id, clientOrderId: ID, status: 'open', amount: '0.01' }]);
    expect(await client.fetchOrder(order.id)).toMatchObject({ id: order.id, clientOrderId: ID, status: 'open' });
    const canceled = await client.cancelOrder(undefined, SYMBOL, { cliOrdId: ID });
    expect(canceled).toMatchObject({ id: order.id, status: 'canceled' });
    expect(await client.fetchOpenOrders()).toEqual([]);
    expect(await client.fetchCanceledOrders(SYMBOL)).toContainEqual(
      expect.objectContaining({ id: order.id, clientOrderId: ID, status: 'canceled' }),
    );
  });

  it('can be asked for the status of an order by client id', async () => {
    const { id } = await buyLimit();
    const found = await client.fetchOrders(SYMBOL, undefined, undefined, { cliOrdIds: [ID] });
    expect(found.map((order: { id: string }) => order.id)).toEqual([id]);
  });

  it('fills a market order at once and answers with the executions', async () => {
    const order = await market('buy', '0.01', { clientOrderId: ID });
    expect(order).toMatchObject({ status: 'closed', filled: '0.01', average: '60001' });
    expect(await client.fetchMyTrades()).toMatchObject([{ order: order.id, price: '60001', amount: '0.01', takerOrMaker: 'taker' }]);
    expect(await client.fetchPositions()).toMatchObject([{ symbol: SYMBOL, side: 'long', contracts: '0.01', entryPrice: '60001' }]);
  });

  it('forgets the status of an order five seconds after its end; lists and fills keep it', async () => {
    const { id } = await market('buy', '0.01', { clientOrderId: ID });
    expect(await client.fetchOrder(id)).toMatchObject({ status: 'closed' });
    futures.exchange.time.advance(5_001);
    await expect(client.fetchOrder(id)).rejects.toMatchObject({ name: 'OrderNotFound' });
    const closed = (await client.fetchClosedOrders(SYMBOL)).find((order: { id: string }) => order.id === id);
    expect(closed).toMatchObject({ clientOrderId: ID, status: 'closed', filled: '0.01', amount: '0.01' });
    // The log writes what is left of an order as its quantity; ccxt makes it whole again.
    expect(closed.info.quantity).toBe('0');
    expect(await client.fetchMyTrades()).toHaveLength(1);
  });

  it('keeps a reduce-only stop until the last price falls to it', async () => {
    await market('buy');
    const stop = await client.createOrder(SYMBOL, 'market', 'sell', '0.01', undefined, { stopLossPrice: 55_000, clientOrderId: ID });
    expect(stop).toMatchObject({ status: 'open', triggerPrice: '55000', reduceOnly: true });
    expect(await client.fetchOpenOrders()).toMatchObject([{ id: stop.id, triggerPrice: '55000', reduceOnly: true, type: 'stop' }]);
    futures.exchange.quote(SYMBOL, 54_999, 55_001);
    expect(await client.fetchPositions()).toEqual([]);
    const triggers = await client.fetchClosedOrders(SYMBOL, undefined, undefined, { trigger: true });
    expect(triggers.map((order: { clientOrderId: string }) => order.clientOrderId)).toContain(ID);
  });

  it('takes a client id once and for ever', async () => {
    await buyLimit();
    await client.cancelOrder(undefined, SYMBOL, { cliOrdId: ID });
    await expect(buyLimit()).rejects.toMatchObject({ name: 'DuplicateOrderId' });
    expect(futures.exchange.orders()).toHaveLength(1);
  });

  it.each([
    ['more than the margin allows', '100', 50_000, 'InsufficientFunds', 'insufficientAvailableFunds'],
    ['an amount below the step', '0.00001', 50_000, 'InvalidOrder', 'below'],
  ])('refuses %s', async (_what, amount, price, name) => {
    await expect(client.createOrder(SYMBOL, 'limit', 'buy', amount, price)).rejects.toMatchObject({ name });
    expect(futures.exchange.orders()).toEqual([]);
  });

  it('refuses what would not reduce, would match as post-only, or would not execute', async () => {
    await expect(market('sell', '0.01', { reduceOnly: true })).rejects.toThrow('wouldNotReducePosition');
    await expect(buyLimit(ID, 60_001, { postOnly: true })).rejects.toMatchObject({ name: 'OrderImmediatelyFillable' });
    await expect(buyLimit(ID, 50_000, { timeInForce: 'ioc' })).rejects.toMatchObject({ name: 'OrderNotFillable' });
  });

  it('returns some refusals as if they were orders: ccxt does not know their status', async () => {
    futures.server.faults.plan({ answer: refusedOrder('wouldCauseLiquidation') }, { kind: 'create' });
    const order = await buyLimit();
    expect(order.status).toBe('wouldCauseLiquidation');
    expect(futures.exchange.orders()).toEqual([]);
  });

  it('says that an order which is over, or never was, cannot be cancelled', async () => {
    const { id } = await market('buy');
    for (const one of [id, '614a5298-0071-450f-83c6-0617ce8c6bc4']) {
      await expect(client.cancelOrder(one)).rejects.toMatchObject({ name: 'OrderNotFound' });
    }
  });

  it('gives the last hundred fills, and older ones when it is asked for them', async () => {
    futures.exchange.time.set(Date.now());
    for (let i = 0; i < 101; i++) {
      futures.exchange.place({ market: SYMBOL, side: 'buy', type: 'market', amount: '0.0001' });
      futures.exchange.time.advance(1_000);
    }
    const last = await client.fetchMyTrades();
    expect(last).toHaveLength(100);
    const older = await client.fetchMyTrades(undefined, undefined, undefined, { lastFillTime: last[0].datetime });
    expect(older).toHaveLength(1);
  });
});

describe('the account', () => {
  it('counts the wallet as the books do after a round trip with funding, and logs every change', async () => {
    await market('buy', '0.0123');
    futures.exchange.quote(SYMBOL, 60_100, 60_101);
    futures.exchange.payFunding(SYMBOL, '0.0001');
    await market('sell', '0.0123', { reduceOnly: true });
    const [[, total] = ['', '']] = [...futures.exchange.balances()];
    expect(units(String((await client.fetchBalance()).USD.total))).toBe(units(total));
    const [funding] = await client.fetchFundingHistory(SYMBOL);
    expect(funding).toMatchObject({ symbol: SYMBOL, code: 'USD' });
    expect(units(String(funding.amount))).toBe(futures.exchange.fundings()[0]?.amount);
    const ledger = await client.fetchLedger('USD', 1);
    expect(units(String(ledger.at(-1).after))).toBe(units(total));
    const fees = ledger.reduce((sum: bigint, { fee }: { fee: { cost?: string } }) => sum + units(String(fee.cost ?? 0)), 0n);
    expect(fees).toBe(futures.exchange.fills().reduce((sum, { fee }) => sum + fee, 0n));
  });

  it('does not say the fee of a fill: ccxt guesses it from its own table', async () => {
    futures.exchange.profile = { ...futures.exchange.profile, takerFee: '0.0004' };
    await market('buy');
    const [trade] = await client.fetchMyTrades();
    expect(Number(trade.fee.cost)).toBeCloseTo(60_001 * 0.01 * 0.0005, 9);
    const [entry] = (await client.fetchLedger('USD', 1)).slice(-1);
    expect(Number(entry.fee.cost)).toBeCloseTo(60_001 * 0.01 * 0.0004, 8);
  });

  it('binds a leverage to a market when it is told to', async () => {
    await client.setLeverage(5, SYMBOL);
    expect(await client.fetchLeverage(SYMBOL)).toMatchObject({ longLeverage: 5 });
    await expect(buyLimit(ID, 60_000, { size: '0.9' })).rejects.toMatchObject({ name: 'InsufficientFunds' });
    await market('buy', '0.1');
    expect(await client.fetchPositions()).toMatchObject([{ leverage: '5', contracts: '0.1' }]);
  });

  it('cancels everything when the dead man is not heard again in time', async () => {
    await buyLimit();
    await client.cancelAllOrdersAfter(60_000);
    futures.exchange.time.advance(60_001);
    expect(await client.fetchOpenOrders()).toEqual([]);
  });
});

describe('who may call', () => {
  it('refuses a wrong secret, an unknown key and a key that may only read', async () => {
    const forger = await clientWith({ apiKey: futures.key.pair.apiKey, secret: newKeyPair().secret });
    await expect(forger.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
    const stranger = await clientWith(newKeyPair());
    await expect(stranger.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
    futures.key.access = 'read-only';
    await client.fetchBalance();
    await expect(buyLimit()).rejects.toMatchObject({ name: 'AuthenticationError' });
    expect(futures.exchange.orders()).toEqual([]);
  });

  it('signs over the path without /derivatives, and over the history without more', async () => {
    await client.fetchOpenOrders();
    await client.fetchClosedOrders(SYMBOL);
    expect(futures.server.authenticated().map(({ path, status }) => [path, status])).toEqual([
      ['/derivatives/api/v3/openorders', 200],
      ['/api/history/v2/orders', 200],
    ]);
  });

  it('wants a nonce to grow, if there is one', () => {
    const { key } = futures;
    const call = { path: '/api/v3/openorders', postData: '', key: key.pair.apiKey };
    const signed = (nonce: string) => ({ ...call, nonce, authent: authentOf('', nonce, call.path, key.pair.secret) });
    key.admit(signed('10'));
    expect(() => key.admit(signed('10'))).toThrow('nonceDuplicate');
    expect(() => key.admit(signed('9'))).toThrow('nonceBelowThreshold');
    key.admit(signed('11'));
  });
});

describe('faults', () => {
  it('has the order although the connection was cut, or a page came over which ccxt stumbles', async () => {
    futures.server.faults.plan('lostAfter', { kind: 'create' });
    await expect(buyLimit('a'.repeat(32))).rejects.toMatchObject({ name: 'NetworkError' });
    futures.server.faults.plan({ garbage: 'html' }, { kind: 'create' });
    await expect(buyLimit('b'.repeat(32))).rejects.toBeInstanceOf(TypeError);
    expect(futures.exchange.orders().map(({ state }) => state)).toEqual(['open', 'open']);
    expect(futures.server.createsOf('a'.repeat(32))).toBe(1);
  });

  it('gives every fill twice when it is told to', async () => {
    await market('buy');
    futures.server.faults.plan('duplicatePage', { kind: 'read' });
    const trades = await client.fetchMyTrades();
    expect(trades.map(({ id }: { id: string }) => id)).toEqual([trades[0].id, trades[0].id]);
  });

  it.each([
    ['apiLimitExceeded', 'RateLimitExceeded'],
    ['unavailable', 'ExchangeNotAvailable'],
    ['serverError', 'ExchangeError'],
    ['insufficientMargin', 'InsufficientFunds'],
    ['invalidArgument', 'BadRequest'],
  ] as const)('answers %s as it was recorded', async (answer, name) => {
    futures.server.faults.plan({ answer: KRAKEN_FUTURES_ANSWERS[answer] }, { kind: 'create' });
    await expect(buyLimit()).rejects.toMatchObject({ name });
    expect(futures.exchange.orders()).toEqual([]);
  });
});

it('has books that every read agrees with when a storm is over, and took nothing twice', async () => {
  const { exchange, server } = futures;
  const ids = Array.from({ length: 60 }, (_, i) => i.toString(16).padStart(32, '0'));
  server.faults.swarm({ lostBefore: 0.1, lostAfter: 0.2, garbage: 0.1, serverError: 0.1, tooMany: 0.05, stale: 0.2 }, 11);
  await client.loadMarkets();
  for (const [i, clientOrderId] of ids.entries()) {
    exchange.quote(SYMBOL, 60_000 + ((i * 37) % 50), 60_001 + ((i * 37) % 50));
    if (i % 10 === 9) exchange.payFunding(SYMBOL, '0.00013');
    const [type, price] = i % 2 === 0 ? ['market', undefined] : ['limit', 59_990 + i];
    await client.createOrder(SYMBOL, type, i % 3 === 0 ? 'sell' : 'buy', '0.0013', price, { clientOrderId }).catch(() => undefined);
    if (i % 5 === 0) await client.cancelOrder(undefined, SYMBOL, { cliOrdId: ids[i - 2] ?? clientOrderId }).catch(() => undefined);
  }
  server.faults.clear();
  const fills = await client.fetchMyTrades();
  expect(fills.map(({ price, amount }: { price: string; amount: string }) => `${Number(amount)}@${Number(price)}`).sort()).toEqual(
    exchange
      .fills()
      .map(({ price, amount }) => `${Number(text(amount))}@${Number(text(price))}`)
      .sort(),
  );
  const [held] = exchange.positions();
  const [position] = await client.fetchPositions();
  expect([position?.contracts, position?.side]).toEqual(
    held && [text(held.amount < 0n ? -held.amount : held.amount), held.amount < 0n ? 'short' : 'long'],
  );
  expect(units(String((await client.fetchBalance()).USD.total))).toBe(units(exchange.balances().get('USD') ?? '0'));
  const fundings = await client.fetchFundingHistory(SYMBOL);
  expect(fundings.map(({ amount }: { amount: string }) => units(String(amount)))).toEqual(exchange.fundings().map(({ amount }) => amount));
  const open = await client.fetchOpenOrders();
  expect(open).toHaveLength(exchange.orders().filter(({ closedAt }) => closedAt === undefined).length);
  expect(ids.filter((id) => server.createsOf(id) !== 1)).toEqual([]);
});
