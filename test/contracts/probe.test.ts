import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { systemClock } from '#src/domain/clock.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { probeVenue } from '#src/ready/probe.ts';
import { venueChecks } from '#src/shell/doctorVenue.ts';
import { ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import { dialectOf } from './dialects.ts';

const open: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end();
});

/** What `heron ready --probe` does, through the real ccxt and a socket, at an exchange that keeps its own books. */
async function probed(id: string) {
  const clock = systemClock();
  const dialect = dialectOf(id);
  const fake = await dialect.open(clock.now);
  open.push(() => fake[Symbol.asyncDispose]());
  const { exchange, server, credentials } = fake;
  const market = dialect.markets[0]?.theirs ?? '';
  const quoteAsset = market.split(':')[1] ?? market.split('/')[1] ?? '';
  exchange.deposit(quoteAsset, '10000');
  // It tells neither a smallest notional nor a smallest amount: it has none but the step.
  if (id === 'krakenfutures') exchange.change(market, { minNotional: '0', minAmount: '0.001' });
  exchange.quote(market, '63990', '64010', { last: '64000' });
  const venue = await ccxtVenue({
    name: id,
    profile: profileOf(id),
    clock,
    symbols: [market],
    credentials,
    url: server.origin,
    limiter: 'none',
    perSecond: 1_000,
  });
  open.push(() => venue.close());
  await venue.open();
  const ledger = new Ledger({ path: ':memory:', clock });
  open.push(() => ledger.close());
  const listed = venue.markets().find(({ symbol }) => symbol === market);
  if (listed === undefined) throw new Error(`${market} is not listed`);
  const profile = { hash: 'a', ccxt: 'b' };
  const parts = { venue, ledger, ledgerId: 'probe', market: listed, price: 64_000, clock, profile, testnet: false, actor: 'user:shell' };
  return { report: await probeVenue(parts), venue, ledger, clock };
}

describe('trying a venue out, over the wire', () => {
  it.each(['binance', 'binanceusdm', 'kraken', 'krakenfutures'])('passes at %s, and leaves nothing there', async (id) => {
    const { report, venue, ledger } = await probed(id);
    expect(report.cases.filter(({ ok }) => !ok)).toEqual([]);
    expect(await venue.openOrders()).toEqual([]);
    expect(lastEvent(ledger, 'venue.accepted', id)?.data.cases).toHaveLength(9);
  });
});

describe('the doctor, over the wire', () => {
  it.each(['binance', 'binanceusdm', 'kraken', 'krakenfutures'])('finds %s there, and how far the clocks are apart', async (id) => {
    const clock = systemClock();
    const fake = await dialectOf(id).open(clock.now);
    open.push(() => fake[Symbol.asyncDispose]());
    const { values } = loadSettings({ env: {}, sets: [`feed.source=${id}`, `venue.url=${fake.server.origin}`] });
    const [venue, skew] = await venueChecks(values);
    expect(venue).toMatchObject({ name: 'venue', ok: true, found: expect.stringMatching(/answered in \d+ ms$/) });
    expect(skew).toMatchObject({ name: 'venue clock', ok: true, found: expect.stringMatching(/^this machine is \d+ ms (?:ahead|behind)/) });
  });
});
