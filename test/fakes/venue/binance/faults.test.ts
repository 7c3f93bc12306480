import { describe, expect, test } from 'vitest';
import { BINANCE_ANSWERS } from './answer.ts';
import { errorOf, stage } from './ccxtStage.ts';

const BTC = 'BTC/USDT';
const id = (letter: string): string => letter.repeat(32);

/** A market in which one call after the other can go wrong. */
async function opened(timeoutMs = 2_000) {
  const world = await stage('binance');
  await world.ccxt.loadMarkets();
  world.ccxt.timeout = timeoutMs;
  const send = (letter: string) => errorOf(world.ccxt.createOrder(BTC, 'limit', 'buy', '1', '50', { clientOrderId: id(letter) }));
  const placed = () => world.exchange.orders().map(({ clientOrderId }) => clientOrderId?.[0]);
  return { ...world, send, placed, faults: world.fake.faults, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('what goes wrong on demand, seen through ccxt', () => {
  test('a call that is lost before it arrives leaves nothing, one that is lost after it leaves an order', async () => {
    await using world = await opened();
    const { send, placed, faults, fake } = world;
    faults.plan('lostBefore', { kind: 'create' });
    expect(await send('a')).toMatch(/^(NetworkError|ExchangeNotAvailable)/);
    faults.plan('lostAfter', { kind: 'create' });
    expect(await send('b')).toMatch(/^(NetworkError|ExchangeNotAvailable)/);
    expect(placed()).toEqual(['b']);
    expect([fake.server.createsOf(id('a')), fake.server.createsOf(id('b'))]).toEqual([1, 1]);
  });

  test('a late call is done after the client has given up', async () => {
    await using world = await opened(100);
    const { send, placed, faults } = world;
    faults.plan({ late: 250 }, { kind: 'create' });
    expect(await send('a')).toMatch(/^RequestTimeout/);
    expect(placed()).toEqual([]);
    await expect.poll(placed).toEqual(['a']);
    faults.plan({ slow: 250 }, { kind: 'create' });
    expect(await send('b')).toMatch(/^RequestTimeout/);
    expect(placed()).toEqual(['a', 'b']);
  });

  test('a held call waits for its release, a frozen one for ever', async () => {
    await using world = await opened(300);
    const { send, placed, faults } = world;
    faults.plan('hold', { kind: 'create' });
    const sent = send('a');
    await expect.poll(() => faults.held).toBe(1);
    expect(placed()).toEqual([]);
    expect(faults.release()).toBe(1);
    expect(await sent).toBe('no error');
    faults.plan('frozen', { kind: 'create' });
    expect(await send('b')).toMatch(/^RequestTimeout/);
    expect(placed()).toEqual(['a']);
  });

  test('garbage comes after the order was taken, unless it is told otherwise', async () => {
    await using world = await opened();
    const { send, placed, faults } = world;
    const answers: string[] = [];
    for (const [letter, garbage] of [
      ['a', 'html'],
      ['b', 'empty'],
      ['c', 'truncated'],
    ] as const) {
      faults.plan({ garbage }, { kind: 'create' });
      answers.push(await send(letter));
    }
    expect(answers).not.toContain('no error');
    expect(placed()).toEqual(['a', 'b', 'c']);
    faults.plan({ garbage: 'html', status: 502, handled: false }, { kind: 'create' });
    expect(await send('d')).toMatch(/^ExchangeNotAvailable/);
    expect(placed()).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [{ status: 429, retryAfter: 7 }, /^DDoSProtection: .*429/],
    [{ status: 418, retryAfter: 120 }, /^DDoSProtection: .*418.*banned until/],
    [{ status: 500 }, /^OperationFailed: .*-1000/],
    [{ status: 502 }, /^ExchangeNotAvailable: .*502/],
    [{ status: 503 }, /^OperationFailed: .*-1008/],
    [{ status: 504 }, /^RequestTimeout: .*-1007/],
    ['maintenance', /^OnMaintenance/],
    [{ answer: BINANCE_ANSWERS.executionUnknown, handled: true }, /^OperationFailed: .*-1006/],
    [{ refuse: 'insufficient-funds' }, /^InsufficientFunds/],
  ] as const)('%j is answered in the words of the venue', async (fault, words) => {
    await using world = await opened();
    const { send, placed, faults } = world;
    faults.plan(fault, { kind: 'create' });
    expect(await send('a')).toMatch(words);
    expect(placed()).toEqual(typeof fault === 'object' && 'handled' in fault ? ['a'] : []);
  });

  test('429 says how long to wait', async () => {
    await using world = await opened();
    const { faults, fake } = world;
    faults.plan({ status: 429, retryAfter: 7 });
    expect((await fetch(`${fake.url}/api/v3/time`)).headers.get('retry-after')).toBe('7');
  });

  test('stale reads show the books as they were, doubled pages every row twice', async () => {
    await using world = await opened();
    const { ccxt, exchange, send, faults, fake } = world;
    await send('a');
    fake.advance(5_000);
    exchange.quote(BTC, 49, 50);
    faults.plan({ stale: 1_000 }, { path: '/order' });
    const stale = await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') });
    expect([stale.status, (await ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') })).status]).toEqual(['open', 'closed']);
    faults.plan('duplicatePage', { path: 'myTrades' });
    expect(await ccxt.fetchMyTrades(BTC)).toHaveLength(2);
    expect(await ccxt.fetchMyTrades(BTC)).toHaveLength(1);
  });

  test('reads lag behind where the profile says so', async () => {
    await using world = await opened();
    const { ccxt, exchange, send, fake } = world;
    exchange.profile = { ...exchange.profile, readLag: { orders: 2_000, fills: 2_000, positions: 0, balances: 0 } };
    await send('a');
    expect(await errorOf(ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') }))).toMatch(/^OrderNotFound/);
    fake.advance(2_000);
    expect(await errorOf(ccxt.fetchOrder(undefined, BTC, { clientOrderId: id('a') }))).toBe('no error');
  });

  test('spares, counts and picks its victims', async () => {
    await using world = await opened();
    const { ccxt, send, placed, faults } = world;
    faults.plan('lostBefore', { kind: 'create', skip: 1, times: 2 });
    expect([await send('a'), await send('b'), await send('c'), await send('d')].map((one) => one === 'no error')).toEqual([
      true,
      false,
      false,
      true,
    ]);
    faults.plan('lostBefore', { path: /^GET .*openOrders/, times: Number.POSITIVE_INFINITY });
    expect(await errorOf(ccxt.fetchOpenOrders(BTC))).not.toBe('no error');
    expect(await errorOf(ccxt.fetchBalance())).toBe('no error');
    faults.clear();
    expect(await errorOf(ccxt.fetchOpenOrders(BTC))).toBe('no error');
    expect(placed()).toEqual(['a', 'd']);
    expect(Object.fromEntries(faults.counts)).toEqual({ lostBefore: 3 });
  });

  test('goes wrong by chance, the same way for the same seed', async () => {
    const play = async (seed: number) => {
      await using world = await opened();
      const { send, placed, faults } = world;
      faults.swarm({ lostBefore: 0.3, lostAfter: 0.3 }, seed);
      const answers: string[] = [];
      for (const letter of '123456789') answers.push((await send(letter)).slice(0, 8));
      faults.clear();
      expect(await send('0')).toBe('no error');
      return [answers.join(), placed().join('')];
    };
    const once = await play(7);
    expect(await play(7)).toEqual(once);
    expect(await play(8)).not.toEqual(once);
  });

  test('is down and comes back on the same port', async () => {
    await using world = await opened();
    const { ccxt, fake } = world;
    await fake.server.goDown();
    expect(await errorOf(ccxt.fetchTime())).toMatch(/^(NetworkError|ExchangeNotAvailable)/);
    await fake.server.comeUp();
    expect(await errorOf(ccxt.fetchTime())).toBe('no error');
  });
});
