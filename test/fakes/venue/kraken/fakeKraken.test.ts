import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CcxtExchange, ccxtClient } from '../ccxtClient.ts';
import { text, units } from '../units.ts';
import { KRAKEN_ANSWERS } from './answers.ts';
import { type FakeKraken, fakeKraken } from './fakeKraken.ts';
import { newKeyPair } from './keys.ts';

const SYMBOL = 'BTC/USD';
const ID = '0123456789abcdef0123456789abcdef';

let kraken: FakeKraken;
let client: CcxtExchange;
let nonce = Date.now();

/** ccxt takes the time in milliseconds as nonce, which two calls in one millisecond share. */
async function clientWith(keys = kraken.key.pair): Promise<CcxtExchange> {
  const made = await ccxtClient({ id: 'kraken', url: kraken.server.origin, ...keys, timeoutMs: 15_000 });
  made.enableRateLimit = false;
  made.nonce = () => ++nonce;
  return made;
}

beforeEach(async () => {
  kraken = await fakeKraken();
  kraken.exchange.deposit('USD', '10000');
  kraken.exchange.quote(SYMBOL, 60_000, 60_000.1);
  client = await clientWith();
});

afterEach(async () => {
  await client.close();
  await kraken[Symbol.asyncDispose]();
});

const buyLimit = (id = ID, price = 50_000, params = {}) =>
  client.createOrder(SYMBOL, 'limit', 'buy', '0.01', price, { clientOrderId: id, ...params });
const buyMarket = (id = ID) => client.createOrder(SYMBOL, 'market', 'buy', '0.01', undefined, { clientOrderId: id });

describe('what Kraken shows to everybody', () => {
  it('lists pairs under its own old names, which ccxt reads as BTC/USD', async () => {
    const markets = await client.loadMarkets();
    expect(Object.keys(markets).sort()).toEqual(['ADA/USDT', 'BTC/USD']);
    expect(markets[SYMBOL]).toMatchObject({
      id: 'XXBTZUSD',
      baseId: 'BTC',
      wsId: 'XBT/USD',
      active: true,
      taker: '0.004',
      maker: '0.0025',
    });
    expect(markets[SYMBOL]?.precision).toMatchObject({ amount: '0.00000001', price: '0.1' });
    expect(markets[SYMBOL]?.limits.amount?.min).toBe('0.00005');
    expect(markets['ADA/USDT']?.id).toBe('ADAUSDT');
  });

  it('shows prices in ticker and book, one and all', async () => {
    expect(await client.fetchTicker(SYMBOL)).toMatchObject({ symbol: SYMBOL, bid: '60000.00000', ask: '60000.10000', last: '60000.10000' });
    expect(Object.keys(await client.fetchTickers([SYMBOL]))).toEqual([SYMBOL]);
    const book = await client.fetchOrderBook(SYMBOL);
    expect([Number(book.bids[0]?.[0]), Number(book.asks[0]?.[0])]).toEqual([60_000, 60_000.1]);
  });

  it('makes candles of what was traded and tells trades', async () => {
    const minute = 60_000;
    kraken.exchange.time.set(Math.ceil(Date.now() / minute) * minute);
    for (const price of [61_000, 62_000, 59_000]) kraken.exchange.quote(SYMBOL, price, price + 0.2);
    const candles = await client.fetchOHLCV(SYMBOL, '1m');
    expect(candles.at(-1)?.slice(1, 5)).toEqual(['61000.1', '62000.1', '59000.1', '59000.1']);
    expect((await client.fetchTrades(SYMBOL)).at(-1)).toMatchObject({ price: '59000.10000', side: 'buy' });
  });

  it('tells the time in whole seconds', async () => {
    kraken.exchange.time.set(1_795_000_000_999);
    expect(await client.fetchTime()).toBe(1_795_000_000_000);
  });
});

describe('orders', () => {
  it('takes a limit order, finds it by client id among open orders, and cancels it', async () => {
    const order = await buyLimit();
    expect(order).toMatchObject({ symbol: SYMBOL, side: 'buy', type: 'limit', price: '50000.0', amount: '0.01000000' });
    expect(order.id).toMatch(/^O[A-Z2-7]{5}-[A-Z2-7]{5}-[A-Z2-7]{6}$/);
    const [open] = await client.fetchOpenOrders(SYMBOL, undefined, undefined, { clientOrderId: ID });
    expect(open).toMatchObject({ id: order.id, clientOrderId: ID, status: 'open', filled: '0.00000000' });
    expect(await client.fetchOrder(order.id)).toMatchObject({ id: order.id, clientOrderId: ID, status: 'open' });
    await client.cancelOrder(undefined, SYMBOL, { clientOrderId: ID });
    const [closed] = await client.fetchClosedOrders(SYMBOL, undefined, undefined, { clientOrderId: ID });
    expect(closed).toMatchObject({ id: order.id, status: 'canceled' });
    expect(await client.fetchOpenOrders(SYMBOL)).toEqual([]);
  });

  it('fills a market order, and the trade has the fee in quote and the id of the order', async () => {
    const { id } = await buyMarket();
    const [trade] = await client.fetchMyTrades(SYMBOL);
    expect(trade).toMatchObject({ order: id, price: '60000.10000', amount: '0.01000000', takerOrMaker: 'taker' });
    expect(trade?.fee).toMatchObject({ cost: '2.40000', currency: 'USD' });
    expect(await client.fetchOrder(id)).toMatchObject({ status: 'closed', filled: '0.01000000', average: '60000.1' });
    const { USD, BTC } = await client.fetchBalance();
    expect([USD?.total, BTC?.total, BTC?.used]).toEqual(['9397.5990', '0.0100000000', '0.0000000000']);
  });

  it('takes fees from what is bought when the account prefers that: the order says so, the trade does not', async () => {
    kraken.exchange.profile = { ...kraken.exchange.profile, feeIn: 'received', feePlaces: 10 };
    const { id } = await buyMarket();
    expect((await client.fetchBalance()).BTC?.total).toBe('0.0099600000');
    expect((await client.fetchOrder(id)).fee).toMatchObject({ cost: '0.00004', currency: 'BTC' });
    // ccxt calls the fee of every Kraken trade a fee in the quote asset.
    expect((await client.fetchMyTrades(SYMBOL))[0]?.fee).toMatchObject({ cost: '0.00004', currency: 'USD' });
    const entries = await client.fetchLedger('BTC');
    expect(entries.at(-1)).toMatchObject({ after: '0.00996', fee: { cost: '0.00004', currency: 'BTC' } });
  });

  it('cannot find an order by client id through fetchOrder, which asks for userref', async () => {
    const { id } = await buyLimit();
    await expect(client.fetchOrder(id, SYMBOL, { clientOrderId: '77' })).rejects.toThrow('could not find order id');
    await expect(client.fetchOrder(undefined, SYMBOL, { clientOrderId: ID })).rejects.toThrow('EGeneral:Invalid arguments');
  });

  it('keeps a stop-loss until the last price falls to it', async () => {
    await buyMarket();
    const params = { stopLossPrice: 55_000, clientOrderId: 'b'.repeat(32) };
    const stop = await client.createOrder(SYMBOL, 'market', 'sell', '0.01', undefined, params);
    expect(await client.fetchOrder(stop.id)).toMatchObject({ status: 'open', stopLossPrice: '55000.0', side: 'sell' });
    kraken.exchange.quote(SYMBOL, 54_999.9, 55_000.1);
    expect(await client.fetchOrder(stop.id)).toMatchObject({ status: 'closed', filled: '0.01000000', average: '54999.9' });
  });

  it('takes a client id again when no open order has it', async () => {
    await buyMarket();
    await buyMarket();
    expect(kraken.exchange.orders().filter(({ clientOrderId }) => clientOrderId === ID)).toHaveLength(2);
    await buyLimit();
    await expect(buyLimit()).rejects.toMatchObject({ name: 'ExchangeError' });
  });

  it.each([
    ['more than there is', { amount: '10', price: 50_000 }, 'EOrder:Insufficient funds', 'InsufficientFunds'],
    ['too little', { amount: '0.00001', price: 50_000 }, 'EOrder:Order minimum not met', 'InvalidOrder'],
    ['too little worth', { amount: '0.00005', price: 100 }, 'EOrder:Cost minimum not met', 'ExchangeError'],
  ])('refuses %s in its own words', async (_what, { amount, price }, words, error) => {
    const refused = client.createOrder(SYMBOL, 'limit', 'buy', amount, price, { clientOrderId: ID });
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(words), name: error });
    expect(kraken.exchange.orders()).toEqual([]);
  });

  it('says that an order which is over, or never was, is unknown', async () => {
    const { id } = await buyMarket();
    for (const one of [id, 'OAAAAA-BBBBB-CCCCCC']) {
      await expect(client.cancelOrder(one)).rejects.toMatchObject({ name: 'OrderNotFound' });
    }
  });

  it('refuses what arrives after its deadline', async () => {
    const params = { deadline: new Date(kraken.exchange.time.now() + 5_000).toISOString() };
    kraken.server.faults.plan('hold', { kind: 'create' });
    const sent = buyLimit(ID, 50_000, params);
    await expect.poll(() => kraken.server.faults.held, { timeout: 15_000 }).toBe(1);
    kraken.exchange.time.advance(5_001);
    kraken.server.faults.release();
    await expect(sent).rejects.toMatchObject({ message: expect.stringContaining('EService:Deadline elapsed'), name: 'ExchangeError' });
    expect(kraken.exchange.orders()).toEqual([]);
  });

  it('gives fifty trades at a time, newest first', async () => {
    for (let i = 0; i < 51; i++) await client.createOrder(SYMBOL, 'market', 'buy', '0.0001');
    expect(await client.fetchMyTrades(SYMBOL)).toHaveLength(50);
    const older = await client.fetchMyTrades(SYMBOL, undefined, undefined, { ofs: 50 });
    expect(older.map(({ id }: { id: string }) => id)).toHaveLength(1);
  });
});

describe('the account', () => {
  it('tells deposits and withdrawals', async () => {
    kraken.exchange.withdraw('USD', '1.5');
    expect(await client.fetchDeposits('USD')).toMatchObject([
      { currency: 'USD', amount: '10000.0000000000', status: 'ok', type: 'deposit' },
    ]);
    expect(await client.fetchWithdrawals()).toMatchObject([{ currency: 'USD', amount: '1.5000000000', type: 'withdrawal' }]);
  });

  it('writes a ledger whose last balance is the balance', async () => {
    await buyMarket();
    const entries = await client.fetchLedger('USD');
    expect(entries.map(({ after }: { after: string }) => after)).toEqual(['10000.0000', '9397.5990']);
    expect(entries.at(-1)?.fee).toMatchObject({ cost: '2.4000' });
  });

  it('tells what the key may do', async () => {
    kraken.key.permissions = [...kraken.key.permissions, 'withdraw-funds'];
    const { result } = await client.privatePostGetApiKeyInfo({});
    expect(result.permissions).toContain('withdraw-funds');
    expect(result.ipAllowlist).toEqual([]);
  });

  it('cancels everything when the dead man is not heard again in time', async () => {
    await buyLimit();
    await client.cancelAllOrdersAfter(60_000);
    kraken.exchange.time.advance(59_000);
    expect(await client.fetchOpenOrders()).toHaveLength(1);
    kraken.exchange.time.advance(1_001);
    expect(await client.fetchOpenOrders()).toEqual([]);
  });

  it('has no positions', async () => {
    expect(await client.fetchPositions()).toEqual([]);
  });
});

describe('who may call', () => {
  it('refuses a wrong secret, an unknown key and a key without the permission', async () => {
    const wrong = { apiKey: kraken.key.pair.apiKey, secret: newKeyPair().secret };
    const forger = await clientWith(wrong);
    await expect(forger.fetchBalance()).rejects.toMatchObject({ message: expect.stringContaining('EAPI:Invalid signature') });
    const stranger = await clientWith(newKeyPair());
    await expect(stranger.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
    kraken.key.permissions = ['query-funds'];
    await expect(buyLimit()).rejects.toMatchObject({ name: 'PermissionDenied' });
    expect(kraken.exchange.orders()).toEqual([]);
  });

  it('refuses a nonce that is not newer than the last', async () => {
    client.nonce = () => 1_000;
    await client.fetchBalance();
    await expect(client.fetchBalance()).rejects.toMatchObject({ name: 'InvalidNonce' });
    client.nonce = () => 999;
    await expect(client.fetchBalance()).rejects.toMatchObject({ name: 'InvalidNonce' });
    client.nonce = () => 1_001;
    await client.fetchBalance();
  });
});

describe('faults', () => {
  it('says EService:Timeout and has the order all the same', async () => {
    kraken.server.faults.plan({ answer: KRAKEN_ANSWERS.timeout, handled: true }, { kind: 'create' });
    await expect(buyLimit()).rejects.toMatchObject({ message: expect.stringContaining('EService:Timeout'), name: 'ExchangeError' });
    expect(await client.fetchOpenOrders(SYMBOL, undefined, undefined, { clientOrderId: ID })).toHaveLength(1);
  });

  it('answers a page with the order executed: ccxt then returns an order without an id and throws nothing', async () => {
    kraken.server.faults.plan({ garbage: 'html' }, { kind: 'create' });
    expect((await buyLimit()).id).toBeUndefined();
    expect(kraken.exchange.find({ clientOrderId: ID })).toMatchObject({ state: 'open' });
  });

  it('shows a page of Cloudflare for a 5xx', async () => {
    kraken.server.faults.plan({ status: 520, handled: true }, { kind: 'create' });
    await expect(buyLimit()).rejects.toMatchObject({ name: 'ExchangeNotAvailable' });
    expect(kraken.exchange.orders()).toHaveLength(1);
  });

  it.each([
    ['timeout', 'ExchangeError'],
    ['deadlineElapsed', 'ExchangeError'],
    ['throttled', 'ExchangeError'],
    ['unavailable', 'ExchangeNotAvailable'],
    ['busy', 'ExchangeNotAvailable'],
    ['internalError', 'ExchangeNotAvailable'],
    ['rateLimited', 'DDoSProtection'],
    ['orderRateLimited', 'DDoSProtection'],
    ['lockout', 'DDoSProtection'],
    ['invalidNonce', 'InvalidNonce'],
    ['permissionDenied', 'PermissionDenied'],
    ['cancelPending', 'CancelPending'],
    ['postOnlyMode', 'OnMaintenance'],
    ['cancelOnlyMode', 'OnMaintenance'],
  ] as const)('answers %s as it was recorded, which ccxt takes for %s', async (answer, name) => {
    kraken.server.faults.plan({ answer: KRAKEN_ANSWERS[answer] }, { kind: 'create' });
    await expect(buyLimit()).rejects.toMatchObject({ name });
    expect(kraken.exchange.orders()).toEqual([]);
  });

  it('is behind with its reads when it is told to', async () => {
    await buyLimit();
    kraken.server.faults.plan({ stale: 60_000 }, { kind: 'read' });
    expect(await client.fetchOpenOrders()).toEqual([]);
    expect(await client.fetchOpenOrders()).toHaveLength(1);
  });

  it('is unavailable in maintenance', async () => {
    kraken.server.faults.plan('maintenance', { times: 2 });
    await expect(buyLimit()).rejects.toMatchObject({ name: 'ExchangeNotAvailable' });
  });
});

it('counts balances as the books do, to the last digit, after many fills', async () => {
  kraken.exchange.deposit('BTC', '1');
  kraken.exchange.deposit('USD', '90000');
  for (let i = 1; i <= 20; i++) {
    kraken.exchange.quote(SYMBOL, 60_000 + i * 7, 60_000 + i * 7 + 0.3);
    const side = i % 3 === 0 ? 'sell' : 'buy';
    await client.createOrder(SYMBOL, 'market', side, `0.0${1000 + ((i * 7919) % 8999)}`);
  }
  const balance = await client.fetchBalance();
  for (const [asset, total] of kraken.exchange.balances()) expect(units(String(balance[asset]?.total))).toBe(units(total));
  const trades = await client.fetchMyTrades(SYMBOL);
  expect(trades).toHaveLength(20);
  const fees = trades.reduce((sum: bigint, { fee }: { fee: { cost: string } }) => sum + units(fee.cost), 0n);
  expect(fees).toBe(kraken.exchange.fills().reduce((sum, { fee }) => sum + fee, 0n));
});

it('has books that every read agrees with when a storm is over, and took nothing twice', async () => {
  const { exchange, server } = kraken;
  exchange.deposit('BTC', '1');
  const ids = Array.from({ length: 60 }, (_, i) => i.toString(16).padStart(32, '0'));
  server.faults.swarm({ lostBefore: 0.1, lostAfter: 0.2, garbage: 0.1, serverError: 0.1, tooMany: 0.05, stale: 0.2 }, 7);
  client.timeout = 15_000;
  await Promise.resolve(client.loadMarkets()).catch(() => undefined);
  for (const [i, clientOrderId] of ids.entries()) {
    exchange.quote(SYMBOL, 60_000 + ((i * 37) % 50), 60_000.1 + ((i * 37) % 50));
    const [type, price] = i % 2 === 0 ? ['market', undefined] : ['limit', 59_990 + i];
    await client.createOrder(SYMBOL, type, i % 3 === 0 ? 'sell' : 'buy', '0.001', price, { clientOrderId }).catch(() => undefined);
    if (i % 5 === 0) await client.cancelOrder(undefined, SYMBOL, { clientOrderId: ids[i - 2] ?? clientOrderId }).catch(() => undefined);
  }
  server.faults.clear();
  const read = [];
  for (const ofs of [0, 50]) read.push(...(await client.fetchClosedOrders(SYMBOL, undefined, undefined, { ofs })));
  read.push(...(await client.fetchOpenOrders(SYMBOL)));
  const orders = read.map(
    ({ clientOrderId, status, filled }) => `${clientOrderId} ${status === 'closed' ? 'filled' : status} ${Number(filled)}`,
  );
  expect(orders.sort()).toEqual(
    exchange
      .orders()
      .map(({ clientOrderId, state, filled }) => `${clientOrderId} ${state} ${Number(text(filled))}`)
      .sort(),
  );
  const balance = await client.fetchBalance();
  for (const [asset, total] of exchange.balances()) expect(units(String(balance[asset]?.total))).toBe(units(total));
  expect(ids.filter((id) => server.createsOf(id) !== 1)).toEqual([]);
  expect([...server.faults.counts.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(20);
});
