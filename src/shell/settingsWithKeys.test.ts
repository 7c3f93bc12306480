import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { type Provider, providerOf } from '#src/vault/providers.ts';
import { usagesOf } from '#src/vault/usageLog.ts';
import { Vault } from '#src/vault/vault.ts';
import { cheapKeys } from '#test/cheapKeys.ts';
import { settingsWithKeys } from './settingsWithKeys.ts';

const KEY = 'J7#mQ2vR9xT4zL8pW1sD';
const TOKEN = 'sk-made-up-2f8c1b7e9d4a6035';
const BINANCE = providerOf('binance') as Provider;
const OKX = providerOf('okx') as Provider;
const TEST_OK = { tested: { state: 'test_ok' as const, reason: '', warnings: [] } };
cheapKeys();

/** A vault with keys; each test has a copy of it. */
let made: string;
let folder: string;
let path: string;
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'heron-made-keys-'));
  const vault = await Vault.create({ path: join(made, 'keys.vault'), clock: systemClock(), who: 'test' }, KEY);
  vault.save('openai', { apiKey: TOKEN });
  vault.save('compatible', { baseUrl: 'https://models.example.com/v1', apiKey: 'key-of-another-server' });
  vault.save('binance', { apiKey: 'binance-key-77', secret: 'binance-secret-5f1c9a3e' }, TEST_OK);
  vault.save('okx', { apiKey: 'okx-key-77', secret: 'okx-secret-5f1c9a3e7', password: 'phrase-9' });
  vault.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-with-keys-'));
  cpSync(made, folder, { recursive: true });
  path = join(folder, 'keys.vault');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(made, { recursive: true, force: true }));

const withKeys = (env: NodeJS.ProcessEnv, ...sets: readonly string[]) =>
  settingsWithKeys({ words: [], flags: { set: [`vault.path=${JSON.stringify(path)}`, ...sets] } }, { env });

describe('settings with the keys of the vault', () => {
  it('have the key of the model, which is logged as used, known to the log and in no environment', async () => {
    const env = { HERON_VAULT_KEY: KEY, HERON_MODEL__NAME: 'thinker-1', HERON_TELEGRAM__TOKEN: '' };
    const { settings, secrets } = await withKeys(env);
    expect(settings.values.model).toMatchObject({ name: 'thinker-1', token: TOKEN });
    expect(env).toEqual({ HERON_MODEL__NAME: 'thinker-1' });
    expect(secrets.redact(`${TOKEN} and ${KEY}`)).toBe('[removed] and [removed]');
    expect(usagesOf(path).at(-1)).toMatchObject({
      what: 'used',
      name: 'openai',
      note: 'model',
      who: expect.stringMatching(/^heron:shell:/),
    });
    expect(readFileSync(`${path}.log`, 'utf8')).not.toContain(TOKEN);
  });

  it('send a key to the server that it was saved for and to no other', async () => {
    const tokenAt = async (baseUrl: string): Promise<string> =>
      (await withKeys({ HERON_VAULT_KEY: KEY }, 'model.name=m', `model.baseUrl=${baseUrl}`)).settings.values.model.token;
    expect(await tokenAt('https://models.example.com/v1/')).toBe('key-of-another-server');
    expect(await tokenAt('https://api.openai.com.example.org/v1')).toBe('');
    expect(await tokenAt('https://api.openai.com/v2')).toBe('');
  });

  it('leave the vault alone where the settings have a key, no model is named, or nobody gave its key', async () => {
    const before = usagesOf(path).length;
    expect((await withKeys({ HERON_VAULT_KEY: KEY }, 'model.name=m', 'model.token=sk-of-the-settings')).settings.values.model.token).toBe(
      'sk-of-the-settings',
    );
    expect((await withKeys({ HERON_VAULT_KEY: KEY })).settings.values.model.token).toBe('');
    const { settings, keys } = await withKeys({}, 'model.name=m');
    expect({ token: settings.values.model.token, keys }).toEqual({ token: '', keys: undefined });
    expect(usagesOf(path)).toHaveLength(before);
  });

  it('do not come about at all with a wrong key', async () => {
    await expect(withKeys({ HERON_VAULT_KEY: 'Bq5!nY8kC3wE6uF0hV2g' })).rejects.toThrow(/does not fit/);
  });

  it('give no key of an exchange on paper (SEC-38), and live only one that passed its test', async () => {
    const paper = (await withKeys({ HERON_VAULT_KEY: KEY })).keys;
    expect(() => paper?.secretFor(BINANCE, 'trading')).toThrow(/Paper mode does not read/);
    const live = (await withKeys({ HERON_VAULT_KEY: KEY }, 'mode=live', 'feed.source=binance')).keys;
    expect(live?.secretFor(BINANCE, 'trading')).toEqual({ apiKey: 'binance-key-77', secret: 'binance-secret-5f1c9a3e' });
    expect(() => live?.secretFor(OKX, 'trading')).toThrow(/has not passed a test/);
    expect(live?.secretFor(BINANCE, 'trading', true)).toBeUndefined();
    expect(usagesOf(path).filter(({ what }) => what === 'used')).toHaveLength(1);
  });
});
