import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '#src/audit/verify.ts';
import { badgeOf } from '#src/chat/badge.ts';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { instant, systemClock } from '#src/domain/clock.ts';
import { keptCandles } from '#src/ledger/candleBlocks.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { fail } from '#src/shell/fail.ts';
import { openRealMarket, type RealMarket } from '#src/shell/realMarket.ts';
import { run } from '#src/shell/run.ts';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import { units } from '#test/fakes/venue/units.ts';
import { until } from '#test/realMarketStage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BTC = 'BTC/USDT';

describe('paper at a real market', () => {
  let fake: FakeBinance;
  let folder: string;

  beforeAll(async () => {
    fake = await FakeBinance.open();
    folder = mkdtempSync(join(tmpdir(), 'heron-paper-'));
    const past = Math.floor(Date.now() / MINUTE_MS - 2_000) * MINUTE_MS;
    const [price, volume] = [units('100'), units('1')];
    fake.spot.tape(BTC).draw(MINUTE_MS, { at: past, open: price, high: price, low: price, close: price, volume });
    fake.spot.quote(BTC, 99.99, 100.01, { last: 100 });
  });

  afterAll(async () => {
    await fake[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const sets = (...more: readonly string[]): string[] => [
    'feed.source=binance',
    `venue.url=${fake.url}`,
    `desk.markets=["${BTC}"]`,
    ...more,
  ];
  const settings = (...more: readonly string[]): Sourced => loadSettings({ env: {}, folder: '/nowhere', sets: sets(...more) });
  const open = (ledgerPath: string, ...more: readonly string[]): Promise<RealMarket> =>
    openRealMarket({ settings: settings(...more), ledgerPath, wall: systemClock(), monoMs: () => performance.now() });

  /** `heron …` in this process. */
  async function heron(...args: readonly string[]): Promise<{ code: number; said: string }> {
    let said = '';
    const out = new Writable({
      write(chunk, _, done) {
        said += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
    const io = { stdin: process.stdin, stdout: out, stderr: out, env: {}, nowMs: () => performance.now() };
    const code = await run([...args, ...sets().flatMap((one) => ['--set', one])], io).catch((error: unknown) => fail(error, out));
    return { code, said };
  }

  it('trades at the venue’s prices and rules without one authenticated call (INV-14), and goes on after a restart', async () => {
    const path = join(folder, 'paper.db');
    const market = await open(path);
    const failures: unknown[] = [];
    const pace = market.beat((error) => failures.push(error));
    const { app } = market;
    await until(() => app.quotes.get(BTC)?.last === 100, 'a price');
    expect(badgeOf(app)).toBe('PAPER');
    expect(app.feed).toEqual({ name: 'binance', simulated: false });
    const first = eventBySeq(app.ledger, 1);
    expect(first?.kind === 'ledger.opened' && first.data.source).toBe('prices of binance at an own address');
    expect(app.ledger.memory.markets.get(BTC)).toMatchObject({ venue: 'paper', tick: expect.anything() });
    expect(Math.abs(app.clock.now() - Date.now())).toBeLessThan(2_000);
    expect((await app.audit()).findings).toEqual([]);
    pace.stop();
    await market.close();
    await app.stop('the test goes on');

    const again = await open(path);
    expect(again.app.recovered.positions).toBe(0);
    await again.close();
    await again.app.stop('the test is over');
    expect(failures).toEqual([]);
    expect(fake.server.authenticated()).toEqual([]);
  });

  it('does not start on the ledger of another market, nor with a market that the venue does not have, and leaves nothing running', async () => {
    const path = join(folder, 'paper.db');
    const opened = fake.server.sockets.all().length;
    await expect(open(join(folder, 'none.db'), 'desk.markets=["DOGE/USDT"]')).rejects.toThrow('Binance has no market DOGE/USDT');
    await expect(open(path, 'venue.testnet=true')).rejects.toThrow(
      'This ledger belongs to another market (prices of binance at an own address)',
    );
    await until(() => fake.server.sockets.all().length <= opened, 'the end of the connections');
  });

  it('downloads history into its ledger, once, and the ledger proves it (heron fetch)', async () => {
    const path = join(folder, 'fetched.db');
    const from = new Date(Date.now() - 6 * HOUR_MS).toISOString().slice(0, 16);
    const fetched = await heron('fetch', 'binance', BTC, '--from', `${from}Z`, '--ledger', path, '--json');
    expect(fetched.code).toBe(0);
    const [report] = JSON.parse(fetched.said) as { minutes: number; added: number; missing: number }[];
    expect(report).toMatchObject({ added: report?.minutes, missing: 0 });
    const again = await heron('fetch', 'binance', BTC, '--from', `${from}Z`, '--ledger', path);
    expect(again.said).toMatch(/3\d\d minutes, 3\d\d were there, [01] fetched\./);
    const ledger = new Ledger({ path, clock: systemClock(), readonly: true });
    expect(keptCandles(ledger, BTC, instant(0), instant(Date.now())).length).toBeGreaterThanOrEqual(report?.minutes ?? Number.NaN);
    expect((await verify(ledger, systemClock())).text).not.toMatch(/candle/);
    ledger.close();

    const market = await open(path);
    expect(market.app.recovered.armed).toBe(0);
    await market.close();
    await market.app.stop('the test is over');
    expect(fake.server.authenticated()).toEqual([]);
  });

  it('says what is wrong with a download in a sentence', async () => {
    const path = join(folder, 'fetched.db');
    expect(await heron('fetch')).toMatchObject({ code: 2, said: expect.stringMatching(/^heron fetch needs a venue/) });
    expect(await heron('fetch', 'binance', BTC, '--from', 'monday', '--ledger', path)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^"monday" is not a day\./),
    });
    expect(await heron('fetch', 'kraken', 'BTC/USD', '--from', '2026-01-01', '--ledger', path)).toMatchObject({
      code: 78,
      said: expect.stringMatching(/^This ledger is for prices of binance at an own address, not for prices of kraken/),
    });
  });

  it('says how to begin a ledger with a download, where there is none for this venue, and leaves nothing there', async () => {
    const path = join(folder, 'nowhere', 'heron.db');
    const fetched = await heron('fetch', 'kraken', 'BTC/USD', 'ETH/USD', '--from', '2026-01-01', '--ledger', path);
    expect(fetched).toMatchObject({
      code: 78,
      said: expect.stringContaining(
        `There is no ledger at ${path} yet, and with these settings Heron would begin it for prices of binance`,
      ),
    });
    expect(fetched.said).toContain(
      'Add --set feed.source=kraken --ledger data/kraken/heron.db to fetch BTC/USD, ETH/USD into a new ledger',
    );
    expect(existsSync(dirname(path))).toBe(false);
    new Ledger({ path: join(folder, 'empty.db'), clock: systemClock() }).close();
    const empty = await heron('fetch', 'kraken', 'BTC/USD', '--from', '2026-01-01', '--ledger', join(folder, 'empty.db'));
    expect(empty.said).toMatch(/^The ledger at \S+empty\.db is not begun yet/);
  });
});
