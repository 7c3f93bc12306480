import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { systemClock } from '#src/domain/clock.ts';
import { publicPrice, publicTime } from '#src/shell/publicPrice.ts';
import { openRealMarket, type RealMarket } from '#src/shell/realMarket.ts';
import { FakeValr } from '#test/fakes/venue/valr/fakeValr.ts';
import { until } from '#test/realMarketStage.ts';

const BTC = 'BTC/ZAR';
const IN_TIME_MS = 12_000;

describe('paper at the prices of VALR', () => {
  const fake = new FakeValr();
  const folder = mkdtempSync(join(tmpdir(), 'heron-valr-'));
  let url: string;
  let market: RealMarket;
  const failures: unknown[] = [];

  const settings = (...more: readonly string[]): Sourced =>
    loadSettings({
      env: {},
      folder: '/nowhere',
      sets: ['feed.source=valr', `venue.url=${url}`, `desk.markets=["${BTC}"]`, 'desk.quote=ZAR', ...more],
    });

  beforeAll(async () => {
    url = await fake.start();
    market = await openRealMarket({
      settings: settings(),
      ledgerPath: join(folder, 'heron.db'),
      wall: systemClock(),
      report: () => undefined,
    });
    const pace = market.beat((error) => failures.push(error));
    stop = async () => {
      pace.stop();
      await market.close();
      await market.app.stop('the test is over');
    };
  });
  let stop: () => Promise<void>;

  afterAll(async () => {
    await stop();
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has history, follows the price by reading it, and uses no key', async () => {
    const { app } = market;
    await until(() => app.quotes.get(BTC)?.last === 1_000_000, 'a price', IN_TIME_MS);
    expect(app.candles.of(BTC, '1m').length).toBeGreaterThan(600);
    expect(app.candles.of(BTC, '1h').length).toBeGreaterThan(400);
    expect(app.candles.of(BTC, '4h').length).toBeGreaterThan(100);
    fake.market.last = 1_002_000;
    await until(() => app.quotes.get(BTC)?.last === 1_002_000, 'the next price', IN_TIME_MS);
    expect(app.quotes.get(BTC)).toMatchObject({ bid: 1_001_900, ask: 1_002_100 });
    expect([fake.keyed, failures, fake.market.refusals]).toEqual([0, [], 0]);
    expect((await app.audit()).findings).toEqual([]);
  });

  it('stays alive when summaries are old, by reading the book', async () => {
    fake.market.ageMs = 60_000;
    fake.market.last = 1_003_000;
    await until(() => market.app.quotes.get(BTC)?.last === 1_003_000, 'a price from the book', IN_TIME_MS);
    fake.market.ageMs = 0;
  });

  it('is asked for a price and the time where a chat or the doctor wants them', async () => {
    expect(await publicPrice(settings().values, BTC)).toBe(1_003_000);
    expect(Math.abs((await publicTime(settings().values)) - Date.now())).toBeLessThan(2_000);
  });

  it('does not start with a market that VALR does not have, nor on a testnet that is none', async () => {
    const open = (...more: readonly string[]): Promise<RealMarket> =>
      openRealMarket({ settings: settings(...more), ledgerPath: join(folder, 'none.db'), wall: systemClock() });
    await expect(open('desk.markets=["DOGE/ZAR"]')).rejects.toThrow('VALR has no market DOGE/ZAR that Heron can trade');
    await expect(open('venue.testnet=true')).rejects.toThrow('VALR has no testnet');
  });
});
