import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import { homeward, ownAddress, redirected } from './address.ts';
import { privateClient, publicClient } from './client.ts';
import type { PrivateClient } from './exchangeClient.ts';
import { profileOf } from './profileOf.ts';

const KEYS = { apiKey: 'k', secret: 's' };
const clock = systemClock();

async function binance() {
  const fake = await FakeBinance.open();
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { apiKey, secret } = fake.key;
  const options = { profile: profileOf('binance'), url: fake.url, clock, credentials: { apiKey, secret } };
  return { fake, options, client: (await privateClient(options)).client };
}

const OUT_OF_REACH = [
  'withdraw',
  'transfer',
  'createDepositAddress',
  'fetchDepositAddress',
  'sapiPostCapitalWithdrawApply',
  'sapiGetAccountApiRestrictions',
  'privatePostOrder',
  'privateGetAccount',
  'fapiPrivatePostOrder',
  'request',
  'fetch',
  'fetch2',
  'sign',
  'apiKey',
  'secret',
  'urls',
  'options',
  'editOrder',
  'createOrders',
  'cancelAllOrders',
  'enableDemoTrading',
];

describe('the wall around an exchange', () => {
  it.each(OUT_OF_REACH)('keeps %s out of reach (SEC-04)', async (name) => {
    const { client } = await binance();
    expect(() => (client as unknown as Record<string, unknown>)[name]).toThrow(/out of reach/);
    expect(name in client).toBe(false);
  });

  it('lets nothing be set, so that nobody can print keys', async () => {
    const { client } = await binance();
    expect(() => Object.assign(client, { verbose: true })).toThrow(/out of reach/);
    expect(() => Object.defineProperty(client, 'verbose', { value: true })).toThrow(/out of reach/);
  });

  it('gives no method that needs a key to whoever has none, and sends none', async () => {
    const { fake, options } = await binance();
    const open = await publicClient(options);
    for (const name of ['createOrder', 'cancelOrder', 'fetchBalance', 'watchOrders'])
      expect(() => (open as unknown as Record<string, unknown>)[name]).toThrow(/out of reach/);
    fake.spot.quote('BTC/USDT', 99, 100);
    await open.loadMarkets();
    expect(await open.fetchTicker('BTC/USDT')).toMatchObject({ symbol: 'BTC/USDT' });
    expect(fake.server.authenticated()).toEqual([]);
  });

  it('gives numbers as text, exact in both directions', async () => {
    const { fake, client } = await binance();
    fake.spot.deposit('USDT', '123456789.123456789012345678');
    await client.loadMarkets();
    const { total } = (await (client as PrivateClient).fetchBalance()) as { total: Record<string, unknown> };
    expect(total.USDT).toMatch(/^123456789\.12345678/);
  });
});

describe('where a client leads', () => {
  it('refuses a testnet where there is none, instead of losing its addresses', async () => {
    await expect(publicClient({ profile: profileOf('kraken'), testnet: true })).rejects.toMatchObject({ code: 'no-testnet' });
    await expect(publicClient({ profile: profileOf('binance'), testnet: true })).resolves.toBeDefined();
  });

  it('refuses keys that are not complete', async () => {
    await expect(privateClient({ profile: profileOf('binance'), clock, credentials: { apiKey: 'k', secret: '' } })).rejects.toMatchObject({
      code: 'keys',
      message: 'The keys of Binance are not complete: secret.',
    });
  });

  it.each([{ maxRetriesOnFailure: 1 }, { createOrder: { maxRetriesOnFailure: 2 } }, { maxRetriesOnFailure: '3' }])(
    'refuses to repeat calls: %j (FI-27)',
    async (options) => {
      const made = privateClient({ profile: profileOf('kraken'), clock, credentials: KEYS, options });
      await expect(made).rejects.toThrow(CannotStart);
      await expect(made).rejects.toMatchObject({ code: 'retries' });
    },
  );

  it.each(['ftp://venue', 'http://example.com', 'https://me:secret@example.com', 'not an address'])('refuses %s as an address', (text) => {
    expect(() => ownAddress(text)).toThrow(CannotStart);
  });

  it('points every address at another host, paths kept, and finds the way back', () => {
    const api = { rest: 'https://api.venue.com/api/v3', ws: { a: 'wss://stream.venue.com:9443/ws' } };
    const to = ownAddress('http://127.0.0.1:81');
    expect(redirected(api, to)).toEqual({ rest: 'http://127.0.0.1:81/api/v3', ws: { a: 'ws://127.0.0.1:81/ws' } });
    expect(homeward(api, to)('http://127.0.0.1:81/api/v3/order?a=1')).toBe('https://api.venue.com/api/v3/order?a=1');
    expect(homeward(api, to)('https://elsewhere/x')).toBe('https://elsewhere/x');
  });
});
