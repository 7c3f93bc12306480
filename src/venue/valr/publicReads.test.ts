import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { FakeValr } from '#test/fakes/venue/valr/fakeValr.ts';
import { ValrPublic } from './publicReads.ts';

const MINUTE = 60_000;
const BTC = 'BTC/ZAR';

let fake: FakeValr;
let source: ValrPublic;

beforeEach(async () => {
  fake = new FakeValr();
  source = new ValrPublic({ fetch: globalThis.fetch, url: await fake.start(), clock: systemClock(), timeoutMs: 5_000 });
});
afterEach(async () => {
  await source.close();
  await fake.stop();
});

describe('what VALR tells anybody', () => {
  it('has a price with both sides and its moment, of one market or of several in one call, and needs no key', async () => {
    const { symbol, bid, ask, last, timestamp } = await source.fetchTicker(BTC);
    expect({ symbol, bid, ask, last }).toEqual({ symbol: BTC, bid: '999900', ask: '1000100', last: '1000000' });
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(2_000);
    expect(Object.keys(await source.fetchTickers([BTC, 'ETH/ZAR']))).toEqual([BTC, 'ETH/ZAR']);
    expect(fake.requests.filter((line) => line.includes('marketsummary'))).toHaveLength(2);
    expect(fake.keyed).toBe(0);
  });

  it('has an order book', async () => {
    expect(await source.fetchOrderBook(BTC)).toMatchObject({ symbol: BTC, bids: [['999900', '0.5']], asks: [['1000100', '0.5']] });
  });

  it('has candles, oldest first, never more than it gives in one call', async () => {
    const from = Math.floor(Date.now() / MINUTE) * MINUTE - 700 * MINUTE;
    fake.market.priceAt = (at) => (at === from + MINUTE ? undefined : 1_000_000 + (at - from) / MINUTE);
    const rows = (await source.fetchOHLCV(BTC, '1m', from, 500)) as [number, string][];
    expect(rows.length).toBeGreaterThan(250);
    expect(rows[0]).toEqual([from, '1000000', '1000000', '1000000', '1000000', '0.25']);
    expect(rows[1]?.[0]).toBe(from + 2 * MINUTE);
    await expect(source.fetchOHLCV(BTC, '4h', from, 10)).rejects.toThrow('no candles of 4h');
  });

  it('has the time to the millisecond', async () => {
    expect(Math.abs(Number(await source.fetchTime()) - Date.now())).toBeLessThan(500);
  });

  it('has markets with their rules', async () => {
    expect((await source.markets('paper')).map(({ symbol, venue }) => [symbol, venue])).toEqual([[BTC, 'paper']]);
  });

  it('is asked no oftener than it allows: the rest is refused here', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => source.fetchTicker(BTC)));
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.constructor.name] : []));
    expect(new Set(refused)).toEqual(new Set(['RateLimitExceeded']));
    expect([refused.length, fake.market.refusals]).toEqual([11, 0]);
  });

  it('that somebody else asked too often is known by the same name', async () => {
    for (let i = 0; i < 31; i++) fake.market.limited({ status: 200, content: [] });
    const refused = await source.fetchTicker(BTC).catch((error: Error) => error.constructor.name);
    expect(refused).toBe('RateLimitExceeded');
  });
});
