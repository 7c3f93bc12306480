import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { VENUES } from '#src/domain/venue.ts';
import { judgeKey } from '#src/vault/judgeKey.ts';
import { PROVIDERS, type Provider, providerOf } from '#src/vault/providers.ts';
import { usagesOf } from '#src/vault/usageLog.ts';
import { Vault } from '#src/vault/vault.ts';
import { CCXT_PROFILES } from '#src/venue/ccxt/profileOf.ts';
import { cheapKeys } from '#test/cheapKeys.ts';
import { heron } from '#test/shell/heron.ts';
import { places, sources } from './sources.ts';

const KEY = 'J7#mQ2vR9xT4zL8pW1sD';
const OTHER = 'Bq5!nY8kC3wE6uF0hV2g';
const SECRET = 'hZx81mPq03LkVw77TyNb52RcJd64Gs90';
cheapKeys();
const folder = mkdtempSync(join(tmpdir(), 'heron-never-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function parts() {
  return { path: join(folder, `v${made++}`, 'keys.vault'), clock: new VirtualClock(instant(1_767_000_000_000)), who: 'test' };
}

describe('KEY-1', () => {
  it('KEY-1: nothing stands in for the key of the vault: without it, with a wrong one, an empty one or an old default, nothing opens', async () => {
    const at = parts();
    (await Vault.create(at, KEY)).save('kraken', { apiKey: 'kraken-key-7', secret: SECRET });
    for (const guess of ['', 'default', 'changeme', 'heron', 'undefined', OTHER])
      await expect(Vault.open(at, guess)).rejects.toThrow('The vault did not open: the key does not fit.');
  });

  it('KEY-1: no vault is made with a key that somebody could guess, and none without one', async () => {
    for (const weak of ['', 'changeme', 'passwordpassword', 'aaaaaaaaaaaaaaaaaaaaaaaa', '12345678901234567890']) {
      const at = parts();
      await expect(Vault.create(at, weak)).rejects.toThrow(CannotStart);
      expect(await Vault.open(at, weak)).toBeUndefined();
    }
    const ended = await heron(['keys', 'add', 'openai'], { cwd: folder, input: 'sk-0123456789abcdef\n' });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^The vault needs its key\.\n.*HERON_VAULT_KEY/) });
  });

  it('KEY-1: in the source nothing is given in place of a missing key of the vault', () => {
    const all = sources();
    const takers = all.filter(({ text }) => /takeVaultKey|VAULT_KEY_VARIABLE|HERON_VAULT_KEY/.test(text));
    expect(takers.length).toBeGreaterThan(2);
    expect(
      places(takers, /(?:HERON_VAULT_KEY|VAULT_KEY_VARIABLE\]|takeVaultKey\([^)]*\)|vaultKey)\s*(?:\?\?|\|\|)\s*['"`]\S/, 'text'),
    ).toEqual([]);
  });
});

describe('KEY-2', () => {
  it('KEY-2: keys are encrypted in one place: nothing but the vault derives, wraps or opens, and it has one cipher and one derivation', () => {
    const all = sources();
    const derives = all.filter(({ code }) => /\bscrypt(?:Sync)?\s*\(|\bpbkdf2|\bargon2/i.test(code)).map(({ path }) => path);
    expect(derives).toEqual(['src/vault/derivedKeys.ts']);
    const ciphers = all.filter(({ code }) => /\bcreateCipheriv\(|\bcreateDecipheriv\(/.test(code)).map(({ path }) => path);
    // A backup is one long stream; the key of each is in an envelope of the vault.
    expect(ciphers.toSorted()).toEqual(['src/ledger/sealedFile.ts', 'src/vault/envelope.ts']);
    expect(places(all, /aes-\d+-(?!gcm)\w+/, 'text')).toEqual([]);
  });

  it('KEY-2: a key is saved, tested, rotated and read by one class, which one process at a time writes with', async () => {
    const at = parts();
    const one = await Vault.create(at, KEY);
    const two = (await Vault.open(at, KEY)) as Vault;
    one.save('kraken', { apiKey: 'kraken-key-7', secret: SECRET });
    two.save('okx', { apiKey: 'okx-key-77', secret: SECRET, password: 'phrase-9' });
    one.tested('okx', 1, { state: 'test_ok', reason: 'it works', warnings: [] });
    expect(one.keys()).toMatchObject([
      { name: 'kraken', state: 'saved_untested' },
      { name: 'okx', state: 'test_ok' },
    ]);
  });
});

describe('KEY-3', () => {
  it('KEY-3: there is one registry: every venue of the settings is in it, with the fields that its library asks for, and no name twice', () => {
    const exchanges = PROVIDERS.filter(({ kind }) => kind === 'exchange');
    expect(exchanges.map(({ id }) => id).toSorted()).toEqual([...VENUES].toSorted());
    for (const [id, { credentials, testnet }] of CCXT_PROFILES) {
      const provider = providerOf(id) as Provider;
      expect(provider.fields.map(({ name }) => name).toSorted(), id).toEqual([...credentials].toSorted());
      expect(provider.hasTestnet, id).toBe(testnet !== undefined);
    }
    expect(new Set(PROVIDERS.map(({ id }) => id)).size).toBe(PROVIDERS.length);
  });

  it('KEY-3: nowhere else in the source is there another list of providers', () => {
    const lists = sources('src').filter(({ text }) => /'openrouter'/.test(text) && /'(?:asi1|flock)'/.test(text));
    expect(lists.map(({ path }) => path)).toEqual(['src/vault/providers.ts']);
  });

  it('KEY-3: the same rule judges the key of every exchange: one that can withdraw is never taken', () => {
    for (const provider of PROVIDERS.filter(({ kind }) => kind === 'exchange')) {
      const permissions = { canTrade: true, canWithdraw: true, ipRestricted: true };
      expect(judgeKey(provider, false, { result: 'accepted', text: '', permissions }, true)).toMatchObject({
        tested: { state: 'test_failed' },
      });
      expect(judgeKey(provider, false, { result: 'accepted', text: '' }, false)).toHaveProperty('needsWaiver');
    }
  });
});

describe('KEY-4', () => {
  it('KEY-4: a secret can be rotated: the next version counts from then on, the one before is gone from the file, and the log knows both', async () => {
    const at = parts();
    const vault = await Vault.create(at, KEY);
    vault.save('kraken', { apiKey: 'kraken-key-7', secret: SECRET });
    const old = JSON.parse(readFileSync(at.path, 'utf8')).keys[0].envelope.secret.text;
    vault.save('kraken', { apiKey: 'kraken-key-8', secret: `${SECRET}-2` });
    expect(vault.read('kraken', 'test')).toEqual({ apiKey: 'kraken-key-8', secret: `${SECRET}-2` });
    expect(vault.key('kraken')?.version).toBe(2);
    expect(readFileSync(at.path, 'utf8')).not.toContain(old);
    expect(usagesOf(at.path).map(({ what, version }) => `${what} ${version}`)).toEqual(['created 0', 'added 1', 'rotated 2', 'used 2']);
  });

  it('KEY-4: the key of the vault can be rotated: the old one opens nothing, and a copy of the file from before shows nothing new', async () => {
    const at = parts();
    const vault = await Vault.create(at, KEY);
    vault.save('kraken', { apiKey: 'kraken-key-7', secret: SECRET });
    const before = readFileSync(at.path, 'utf8');
    await vault.changeKey(OTHER);
    vault.save('okx', { apiKey: 'okx-key-77', secret: SECRET, password: 'phrase-9' });
    await expect(Vault.open(at, KEY)).rejects.toThrow(/does not fit/);
    expect(((await Vault.open(at, OTHER)) as Vault).read('kraken', 'test')?.secret).toBe(SECRET);
    writeFileSync(at.path, before, { mode: 0o600 });
    expect(() => vault.save('luno', { apiKey: 'luno-key-7', secret: SECRET })).toThrow(CannotStart);
  });
});
