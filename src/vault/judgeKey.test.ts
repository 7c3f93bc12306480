import { describe, expect, it } from 'vitest';
import { judgeKey, type KeyAnswer } from './judgeKey.ts';
import { PROVIDERS, type Provider, providerOf } from './providers.ts';

const KRAKEN = providerOf('kraken') as Provider;
const accepted = (permissions?: { canTrade: boolean; canWithdraw: boolean; ipRestricted: boolean | undefined }): KeyAnswer => ({
  result: 'accepted',
  text: 'Kraken accepts the key.',
  permissions,
});
const GOOD = { canTrade: true, canWithdraw: false, ipRestricted: true };

describe('what a test says about a key', () => {
  it('takes one that trades, cannot withdraw and works from one address, without a word against it', () => {
    expect(judgeKey(KRAKEN, false, accepted(GOOD), false)).toEqual({
      tested: { state: 'test_ok', reason: 'Kraken accepts the key.', warnings: [] },
    });
  });

  it('refuses one that can move money away, at every exchange and whatever else holds', () => {
    for (const provider of PROVIDERS.filter(({ kind }) => kind === 'exchange')) {
      for (const canTrade of [true, false]) {
        for (const ipRestricted of [true, false, undefined]) {
          for (const isWaived of [true, false]) {
            const judged = judgeKey(provider, false, accepted({ canTrade, canWithdraw: true, ipRestricted }), isWaived);
            expect(judged).toMatchObject({ tested: { state: 'test_failed', reason: expect.stringMatching(/can withdraw or transfer/) } });
          }
        }
      }
    }
  });

  it('refuses one that cannot trade', () => {
    expect(judgeKey(KRAKEN, false, accepted({ ...GOOD, canTrade: false }), false)).toMatchObject({ tested: { state: 'test_failed' } });
  });

  it('warns of one that works from any address, and of a venue that does not say', () => {
    const warnings = (ipRestricted: boolean | undefined) => judgeKey(KRAKEN, false, accepted({ ...GOOD, ipRestricted }), false);
    expect(warnings(false)).toMatchObject({ tested: { state: 'test_ok', warnings: [expect.stringMatching(/works from any address/)] } });
    expect(warnings(undefined)).toMatchObject({ tested: { state: 'test_ok', warnings: [expect.stringMatching(/does not say whether/)] } });
  });

  it('asks a person where the venue does not tell, and keeps saying so after the waiver', () => {
    expect(judgeKey(KRAKEN, false, accepted(), false)).toEqual({ needsWaiver: expect.stringMatching(/does not tell what a key may do/) });
    expect(judgeKey(KRAKEN, false, accepted(), true)).toMatchObject({
      tested: { state: 'test_ok', warnings: [expect.stringMatching(/Somebody said/), expect.stringMatching(/addresses/)] },
    });
  });

  it('asks nobody about a testnet, where there is no money, or about a model', () => {
    expect(judgeKey(providerOf('binance') as Provider, true, accepted(), false)).toMatchObject({ tested: { state: 'test_ok' } });
    expect(judgeKey(providerOf('openai') as Provider, false, accepted(), false)).toMatchObject({
      tested: { state: 'test_ok', warnings: [] },
    });
  });

  it('fails what was refused, and says nothing of what could not be asked', () => {
    expect(judgeKey(KRAKEN, false, { result: 'refused', text: 'no' }, true)).toMatchObject({
      tested: { state: 'test_failed', reason: 'no' },
    });
    expect(judgeKey(KRAKEN, false, { result: 'unclear', text: 'not there' }, true)).toEqual({ unclear: 'not there' });
  });
});
