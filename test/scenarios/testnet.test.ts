import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant, systemClock } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { VenueId } from '#src/domain/venue.ts';
import { venueOf } from '#src/shell/venueOf.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';

const MARKETS: Partial<Record<VenueId, string>> = { binance: 'BTC/USDT', binanceusdm: 'BTC/USDT:USDT' };

// ccxt has no address at all for what a testnet does not serve, so that a call to it fails before it is sent.
describe.each(Object.entries(MARKETS))('the testnet of %s, which does not serve what tells permissions', (id, market) => {
  let fake: FakeBinance;
  let venue: NetworkVenue;

  beforeAll(async () => {
    fake = await FakeBinance.open();
    fake.spot.deposit('USDT', '1000');
    fake.futures.deposit('USDT', '1000');
    fake.spot.quote('BTC/USDT', 99, 101);
    fake.futures.quote('BTC/USDT:USDT', 99, 101);
    const { apiKey, secret } = fake.key;
    venue = await venueOf(id, {
      clock: systemClock(),
      symbols: [market],
      credentials: { apiKey, secret },
      testnet: true,
      url: fake.url,
      limiter: 'none',
    });
    await venue.open();
  });

  afterAll(async () => {
    await venue.close();
    await fake[Symbol.asyncDispose]();
  });

  it('tells what a reconciliation needs, and says what it does not tell', async () => {
    const since = instant(Date.now() - 60_000);
    expect((await venue.balances()).get('USDT')).toEqual(decimal('1000'));
    expect([await venue.openOrders(), await venue.positions(), await venue.fillsSince(since)]).toEqual([[], [], []]);
    expect((await venue.transfersSince(since))?.length).toEqual(id === 'binance' ? undefined : 1);
    expect(await venue.permissions()).toBeUndefined();
  });
});
