import { describe, expect, it } from 'vitest';
import { VENUES } from '#src/domain/venue.ts';
import { keyName, ownerOf, PROVIDERS, type Provider, providerOf, serverOf } from './providers.ts';

const faultOf = (id: string, field: string, value: string): string | undefined =>
  providerOf(id)
    ?.fields.find(({ name }) => name === field)
    ?.fault(value);

describe('the registry', () => {
  it('has everybody once: each venue that Heron trades on, and the servers of models', () => {
    const ids = PROVIDERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(PROVIDERS.filter(({ kind }) => kind === 'exchange').map(({ id }) => id)).toEqual([...VENUES]);
    for (const id of ['openai', 'asi1', 'flock', 'openrouter', 'ollama', 'compatible']) expect(ids).toContain(id);
  });

  it('keeps keys of a testnet apart from keys of money', () => {
    const names = PROVIDERS.flatMap((provider) => [keyName(provider, false), ...(provider.hasTestnet ? [keyName(provider, true)] : [])]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const owner = ownerOf(name) as { provider: Provider; isTestnet: boolean };
      expect(keyName(owner.provider, owner.isTestnet)).toBe(name);
    }
    expect(ownerOf('nobody')).toBeUndefined();
  });

  it('says of a value that cannot be it why, without the value', () => {
    for (const [id, field, value] of [
      ['binance', 'apiKey', 'two words of it'],
      ['binance', 'secret', 'kurz'],
      ['binance', 'apiKey', 'x'.repeat(5_000)],
      ['kucoin', 'password', 'tab\there'],
      ['hyperliquid', 'walletAddress', '0x12'],
      ['hyperliquid', 'privateKey', `0x${'g'.repeat(64)}`],
      ['compatible', 'baseUrl', 'http://models.example.com/v1'],
      ['compatible', 'baseUrl', 'https://user:word@models.example.com/v1'],
      ['compatible', 'baseUrl', 'file:///etc/passwd'],
    ] as const) {
      expect(faultOf(id, field, value)).toMatch(/^(?:is|has) /);
      expect(faultOf(id, field, value)).not.toContain(value);
    }
    expect(faultOf('hyperliquid', 'privateKey', 'a'.repeat(64))).toBeUndefined();
    expect(faultOf('compatible', 'baseUrl', 'http://127.0.0.1:8080/v1')).toBeUndefined();
    expect(
      faultOf('kraken', 'secret', 'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg=='),
    ).toBeUndefined();
  });

  it('knows where a key of a model belongs', () => {
    expect(serverOf(providerOf('openai') as Provider, { baseUrl: 'https://elsewhere.example.com' })).toBe('https://api.openai.com/v1');
    expect(serverOf(providerOf('compatible') as Provider, { baseUrl: 'https://mine.example.com/v1' })).toBe('https://mine.example.com/v1');
  });
});
