import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, systemClock } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import type { NetworkVenue, VenueSink } from '#src/venue/port.ts';
import { FakeValr, type ValrFault } from '#test/fakes/venue/valr/fakeValr.ts';
import { shown, units } from '#test/fakes/venue/valr/valrBooks.ts';
import { signature } from './rest.ts';
import { valrVenue } from './valrVenue.ts';

let fake: FakeValr;
let venue: NetworkVenue;
let words: string[];
let url: string;
const troubles: string[] = [];
const clock = systemClock();

beforeEach(async () => {
  fake = new FakeValr();
  url = await fake.start();
  words = [];
  troubles.length = 0;
  venue = await opened();
});
afterEach(async () => {
  await venue.close();
  await fake.stop();
});

async function opened(more: Partial<Parameters<typeof valrVenue>[0]> = {}): Promise<NetworkVenue> {
  const made = valrVenue({
    name: 'valr',
    clock,
    url,
    credentials: { apiKey: fake.apiKey, secret: fake.secret },
    fetch: globalThis.fetch,
    timeoutMs: 20_000,
    perSecond: 1_000,
    onTrouble: ({ text }) => troubles.push(text),
    ...more,
  });
  made.connect(sink);
  await made.open();
  return made;
}

const note = (word: string) => (report: { clientOrderId: string; reason?: string }) =>
  void words.push(`${word} ${report.reason ?? ''}`.trim());
const never = () => expect.unreachable('a network venue reports no such thing by itself');
const sink: VenueSink = {
  accepted: note('accepted'),
  rejected: note('rejected'),
  unknown: note('unknown'),
  fill: never,
  canceled: never,
  funding: never,
  liquidated: never,
};

let ids = 0;
function order(more: Partial<Order> = {}): Cleared<Order> {
  ids++;
  return {
    id: `o${ids}`,
    clientOrderId: ids.toString(16).padStart(32, 'a'),
    deskId: 'd',
    accountId: 'a',
    conditionId: 'c',
    tradeId: 't',
    market: 'BTC/ZAR',
    purpose: 'entry',
    side: 'buy',
    type: 'limit',
    amount: decimal('0.01'),
    price: decimal('900000'),
    reduceOnly: false,
    leverage: 1,
    attempt: 1,
    status: 'submitting',
    paramsHash: '',
    deadline: instant(clock.now() + 10_000),
    createdAt: clock.now(),
    ...more,
  } as Order as Cleared<Order>;
}

async function sent(one: Cleared<Order>): Promise<string> {
  const before = words.length;
  venue.submit(one);
  expect(words).toHaveLength(before); // nothing is said before `submit` returns
  await expect.poll(() => words.length, { timeout: 15_000 }).toBe(before + 1);
  return words.at(-1) as string;
}

describe('VALR', () => {
  it('signs as its documents do', () => {
    const secret = '4961b74efac86b25cce8fbe4c9811c4c7a787b7a5996660afcc2e287ad864363';
    const path = '/v1/account/balances?currency=BTC';
    expect(signature(secret, '1558014486185', 'GET', path, '')).toBe(
      createHmac('sha512', secret).update(`1558014486185GET${path}`).digest('hex'),
    );
    // The example of https://docs.valr.com, "Request signature".
    expect(signature(secret, '1558014486185', 'GET', '/v1/account/balances', '')).toBe(
      '9d52c181ed69460b49307b7891f04658e938b21181173844b5018b2fe783a6d4c62b8e67a03de4d099e7437ebfabe12c56233b73c6a0cc0f7ae87e05f6289928',
    );
  });

  it('offers its open spot markets', () => {
    expect(venue.markets().map(({ symbol, tick, step, minAmount }) => [symbol, ...[tick, step, minAmount].map(toText)])).toEqual([
      ['BTC/ZAR', '1', '0.00000001', '0.0001'],
    ]);
    expect(venue.clockAheadMs()).toBeLessThan(500);
  });

  it('takes a resting order, tells it as open, and cancels it by our id', async () => {
    const one = order();
    expect(await sent(one)).toBe('accepted');
    expect(await venue.openOrders()).toMatchObject([
      { clientOrderId: one.clientOrderId, market: 'BTC/ZAR', status: 'open', type: 'limit', side: 'buy' },
    ]);
    venue.cancel(one.clientOrderId, 'BTC/ZAR');
    await expect.poll(async () => (await venue.orderById(one.clientOrderId, 'BTC/ZAR'))?.status).toBe('canceled');
    expect(await venue.openOrders()).toEqual([]);
    expect(await venue.closedOrders(instant(0))).toMatchObject([{ clientOrderId: one.clientOrderId, status: 'canceled' }]);
    expect(words).toEqual(['accepted']);
  });

  it('fills a market buy in base, with the fee in base, and its balances follow to the last digit', async () => {
    const since = instant(clock.now() - 1_000);
    const one = order({ type: 'market', price: undefined, amount: decimal('0.02') });
    expect(await sent(one)).toBe('accepted');
    const [fill] = await venue.fillsSince(since);
    expect(fill).toMatchObject({ clientOrderId: one.clientOrderId, side: 'buy', liquidity: 'taker', feeAsset: 'BTC', market: 'BTC/ZAR' });
    expect([fill?.amount, fill?.price, fill?.fee].map((value) => toText(value as never))).toEqual(['0.02', '1000000', '0.00007']);
    const balances = await venue.balances();
    for (const [asset, total] of fake.books.balances) expect(toText(balances.get(asset) as never)).toBe(shown(total));
    expect(await venue.orderById(one.clientOrderId, 'BTC/ZAR')).toMatchObject({ status: 'filled', type: 'market' });
  });

  it('is paid for making: the fee of such a fill is below zero', async () => {
    const one = order();
    await sent(one);
    const [resting] = fake.books.orders;
    fake.books.fill(resting as never, units('0.004'), units('900000'), 'maker');
    const [fill] = await venue.fillsSince(instant(0));
    expect(fill).toMatchObject({ liquidity: 'maker', feeAsset: 'BTC' });
    expect(toText(fill?.fee as never)).toBe('-0.0000004');
    expect(toText((await venue.orderById(one.clientOrderId, 'BTC/ZAR'))?.filled as never)).toBe('0.004');
  });

  it('reads every page of fills once', async () => {
    await sent(order());
    const [resting] = fake.books.orders;
    for (let i = 0; i < 250; i++) fake.books.fill(resting as never, 1n, units('900000'), 'maker');
    const fills = await venue.fillsSince(instant(0));
    expect(new Set(fills.map(({ venueFillId }) => venueFillId)).size).toBe(250);
    expect(fills).toHaveLength(250);
  });

  it('tells of deposits and withdrawals, and what the key may do', async () => {
    expect((await venue.transfersSince(instant(0)))?.map(({ asset, amount }) => `${asset} ${toText(amount)}`)).toEqual([
      'ZAR 1000.5',
      'BTC -0.25',
    ]);
    expect(await venue.permissions()).toEqual({ canTrade: true, canWithdraw: false, ipRestricted: true });
  });
});

describe('an order that VALR takes first and refuses afterwards', () => {
  it('is rejected with the reason that it gives', async () => {
    expect(await sent(order({ amount: decimal('1'), price: decimal('900000') }))).toBe('rejected VALR says: Insufficient Balance');
    expect(fake.placements).toBe(1);
  });

  it('is unknown when nothing tells what became of it', async () => {
    fake.tellsStatus = false;
    expect(await sent(order())).toBe('unknown VALR took the order and does not tell what became of it.');
  });

  it('is looked at until it is judged', async () => {
    fake.judgeAfterMs = 700;
    expect(await sent(order())).toBe('accepted');
  });
});

describe('one request is sent for one order', () => {
  it.each<[ValrFault, string, number]>([
    ['lost before', 'unknown The connection to VALR failed.', 0],
    ['lost after', 'unknown The connection to VALR failed.', 1],
    ['page', 'unknown VALR answered with status 502 and no reason.', 0],
    ['no id', 'unknown VALR answered without naming the order.', 1],
    ['too many', 'rejected VALR says: Too many requests', 0],
  ])('when it is met by "%s"', async (fault, word, taken) => {
    fake.fault = fault;
    const one = order();
    expect(await sent(one)).toBe(word);
    expect(fake.placements).toBe(1);
    expect(fake.books.orders).toHaveLength(taken);
    await expect.poll(async () => (await venue.orderById(one.clientOrderId, 'BTC/ZAR')) !== undefined).toBe(taken === 1);
  });

  it('when no answer comes until the time is up, and the order is there all the same', async () => {
    await venue.close();
    venue = await opened({ timeoutMs: 3_000 });
    fake.fault = 'silence';
    const one = order();
    expect(await sent(one)).toBe('unknown VALR did not answer in time.');
    expect(fake.placements).toBe(1);
    expect(await venue.orderById(one.clientOrderId, 'BTC/ZAR')).toMatchObject({ status: 'open' });
  });

  it('even when the same order is submitted twice', async () => {
    const one = order();
    expect(await sent(one)).toBe('accepted');
    expect(await sent(one)).toMatch(/^unknown .*looked up, not sent again/);
    expect(fake.placements).toBe(1);
  });

  it('and an id that is taken means that it exists', async () => {
    const one = order();
    await sent(one);
    await venue.close();
    venue = await opened();
    expect(await sent(one)).toMatch(/^unknown VALR says: Duplicate customerOrderId/);
  });

  it('and none after too many requests, until the pause is over', async () => {
    fake.fault = 'too many';
    await sent(order());
    expect(await sent(order())).toBe('rejected VALR asked for fewer requests; entries wait.');
    expect(fake.placements).toBe(1);
  });
});

describe('nothing is sent', () => {
  it.each<[string, Partial<Order>]>([
    ['the market is not there', { market: 'DOGE/ZAR' }],
    ['the amount is too small', { amount: decimal('0.00001') }],
    ['the price is off the tick', { price: decimal('900000.5') }],
    ['it is a stop', { type: 'stop', price: undefined, stopPrice: decimal('900000') }],
    ['the deadline is over', { deadline: instant(1_000) }],
  ])('when %s', async (_, more) => {
    expect(await sent(order(more))).toMatch(/^rejected /);
    expect(fake.placements).toBe(0);
  });

  it('when trading is halted, and exits go all the same', async () => {
    await venue.close();
    venue = await opened({ noRisk: () => 'Trading is halted.' });
    expect(await sent(order())).toBe('rejected Trading is halted.');
    expect(await sent(order({ purpose: 'manual' })), 'not said to reduce only').toBe('rejected Trading is halted.');
    expect(await sent(order({ purpose: 'manual', side: 'sell', type: 'market', price: undefined, reduceOnly: true }))).toBe('accepted');
    expect(fake.placements).toBe(1);
  });

  it('when the halt comes between the check and the socket', async () => {
    await venue.close();
    let asked = 0;
    venue = await opened({ noRisk: () => (++asked > 1 ? 'Trading is halted.' : undefined) });
    expect(await sent(order())).toBe('rejected Trading is halted.');
    expect(fake.placements).toBe(0);
  });

  it('after the connection was closed', async () => {
    await venue.close();
    expect(await sent(order())).toBe('rejected The connection to VALR is closed.');
  });

  it('any more after the key was refused', async () => {
    await venue.close();
    venue = await opened({ credentials: { apiKey: fake.apiKey, secret: 'wrong' } });
    expect(await sent(order())).toBe('rejected VALR says: Request has an invalid signature');
    expect(troubles).toHaveLength(1);
    expect(await sent(order())).toBe('rejected VALR says: Request has an invalid signature');
    expect(fake.placements).toBe(1);
    await expect(venue.balances()).rejects.toMatchObject({ code: 'venue-read' });
  });

  it('without keys, or in the clear to another machine', () => {
    const parts = { name: 'valr', clock, fetch: globalThis.fetch };
    expect(() => valrVenue({ ...parts, credentials: { apiKey: 'k' } })).toThrow(expect.objectContaining({ code: 'keys' }));
    expect(() => valrVenue({ ...parts, credentials: { apiKey: 'k', secret: 's' }, url: 'http://api.valr.com' })).toThrow(
      expect.objectContaining({ code: 'venue-url' }),
    );
  });
});

it('a read that fails teaches nothing', async () => {
  await fake.stop();
  const reads = [
    () => venue.openOrders(),
    () => venue.balances(),
    () => venue.fillsSince(instant(0)),
    () => venue.orderById('a'.repeat(32), 'BTC/ZAR'),
  ];
  for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'venue-read', retryable: true });
  fake = new FakeValr();
  await fake.start();
});
