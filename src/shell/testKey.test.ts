import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { systemClock } from '#src/domain/clock.ts';
import { judgeKey } from '#src/vault/judgeKey.ts';
import type { KeyFields } from '#src/vault/keyState.ts';
import { type Provider, providerOf } from '#src/vault/providers.ts';
import { FakeBinance, type FakeBinanceOptions } from '#test/fakes/venue/binance/fakeBinance.ts';
import { testKeyOf } from './testKey.ts';
import { venueWith } from './venueWith.ts';

const BINANCE = providerOf('binance') as Provider;

/** Through the real ccxt over a socket, as `heron keys test` does it. */
async function tested(options: FakeBinanceOptions, { fields, url }: { fields?: KeyFields; url?: string } = {}) {
  await using fake = await FakeBinance.open(options);
  const sets = ['feed.source=binance', `venue.url=${url ?? fake.url}`];
  const { values } = loadSettings({ env: {}, folder: '/nowhere', sets });
  const clock = systemClock();
  const { apiKey, secret } = fake.key;
  const answer = await testKeyOf(venueWith(values, clock), clock)(BINANCE, fields ?? { apiKey, secret }, false);
  expect(JSON.stringify(answer)).not.toContain(apiKey);
  expect(JSON.stringify(answer)).not.toContain(secret);
  const calls = fake.server.requests.map(({ method, path }) => `${method} ${path}`);
  return { answer, judged: judgeKey(BINANCE, false, answer, false), calls };
}

describe('a key of an exchange', () => {
  it('that trades and cannot withdraw is taken; nothing is asked but the account and the permissions', async () => {
    const { answer, judged, calls } = await tested({});
    expect(answer).toEqual({
      result: 'accepted',
      text: 'Binance accepts the key.',
      permissions: { canTrade: true, canWithdraw: false, ipRestricted: true },
    });
    expect(judged).toMatchObject({ tested: { state: 'test_ok', warnings: [] } });
    expect(calls).toContain('GET /sapi/v1/account/apiRestrictions');
    expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it('that can withdraw is refused (SEC-01)', async () => {
    expect((await tested({ permissions: { withdrawals: true } })).judged).toMatchObject({
      tested: { state: 'test_failed', reason: expect.stringMatching(/can withdraw or transfer money/) },
    });
  });

  it('that works from any address is taken with a warning (SEC-02)', async () => {
    expect((await tested({ permissions: { ipRestricted: false } })).judged).toMatchObject({
      tested: { state: 'test_ok', warnings: [expect.stringMatching(/works from any address/)] },
    });
  });

  it('that the venue does not know, or that is signed with another secret, is refused', async () => {
    for (const fields of [
      { apiKey: 'x'.repeat(64), secret: 'y'.repeat(64) },
      { apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A', secret: 'y'.repeat(64) },
    ]) {
      const { answer } = await tested({}, { fields });
      expect(answer).toMatchObject({ result: 'refused', text: expect.stringMatching(/^Binance .*\.$/) });
    }
  });

  it('says nothing when nobody answers', async () => {
    expect((await tested({}, { url: 'http://127.0.0.1:9' })).answer.result).toBe('unclear');
  });
});
