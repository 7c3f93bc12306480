import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cheapKeys } from '#test/cheapKeys.ts';
import { KeyServer } from '#test/fakes/model/keyServer.ts';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import { fakeKraken } from '#test/fakes/venue/kraken/fakeKraken.ts';
import { type Ended, heron, heronProcess, temporaryFolder } from './heron.ts';

const VAULT_KEY = 'J7#mQ2vR9xT4zL8pW1sD';
const NEW_VAULT_KEY = 'Bq5!nY8kC3wE6uF0hV2g';
const KEY = 'sk-made-up-2f8c1b7e9d4a6035';
const NEW_KEY = 'sk-another-77aa01c9e5b34d28';
const SECRETS = [VAULT_KEY, NEW_VAULT_KEY, KEY, NEW_KEY];
cheapKeys();

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const keys = (words: readonly string[], input = '', env: Record<string, string> = { HERON_VAULT_KEY: VAULT_KEY }): Promise<Ended> =>
  heron(['keys', ...words], { cwd: folder.path, env, input });

/** Everything that was printed and everything that lies in the folder. */
function everything(...ended: readonly Ended[]): string {
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  return [...texts, ...ended.map(({ stdout, stderr }) => stdout + stderr)].join('\n');
}

describe('heron keys', () => {
  it('takes a key in from a pipe, tests it, rotates it and the vault, and removes it; no secret is printed or lies in a file', async () => {
    await using server = await KeyServer.open({ key: KEY });
    const said: Ended[] = [];
    const step = async (words: readonly string[], input = '', key = VAULT_KEY): Promise<Ended> => {
      const ended = await keys(words, input, { HERON_VAULT_KEY: key });
      said.push(ended);
      return ended;
    };
    expect(await step(['add', 'compatible'], `${server.url}\n${KEY}\n`)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^compatible {2}test_ok {2}version 1, tested 20\S+: 127\.0\.0\.1 accepts the key\.\n$/),
    });
    expect(server.asked.at(-1)).toEqual({ path: '/v1/models', authorization: `Bearer ${KEY}` });
    expect(statSync(folder.file('data')).mode & 0o777).toBe(0o700);
    expect(statSync(folder.file('data/keys.vault')).mode & 0o777).toBe(0o600);

    expect(await step(['add', 'compatible'], `${server.url}\n${KEY}\n`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/already/),
    });
    const listed = await step(['list']);
    expect(listed.stdout).toMatch(/compatible {2}test_ok.*\n {2}ends in …6035\n/);
    expect(listed.stdout).toMatch(/not_configured: binance, .*valr, openai/);

    // What the server does not take is not saved over what it takes.
    expect(await step(['rotate', 'compatible'], `${server.url}\n${NEW_KEY}\n`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/does not accept the key \(401\)\.\nNothing was saved; the key that is there stays/),
    });
    await using later = await KeyServer.open({ key: NEW_KEY });
    expect(await step(['rotate', 'compatible'], `${later.url}\n${NEW_KEY}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/version 2/),
    });

    expect(await step(['rotate', 'vault'], `${NEW_VAULT_KEY}\n`)).toMatchObject({ code: 0, stdout: expect.stringMatching(/new key/) });
    expect(await step(['list'])).toMatchObject({
      code: 78,
      stdout: '',
      stderr: expect.stringMatching(/^The vault did not open: the key does not fit\.\n/),
    });
    const tested = await step(['test', '--json'], '', NEW_VAULT_KEY);
    expect(JSON.parse(tested.stdout)).toMatchObject({ ok: true, keys: [{ name: 'compatible', state: 'test_ok', version: 2 }] });
    expect(later.asked.at(-1)?.authorization).toBe(`Bearer ${NEW_KEY}`);

    expect(await step(['remove', 'compatible'], '', NEW_VAULT_KEY)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Nothing was deleted/),
    });
    expect(await step(['remove', 'compatible'], 'compatible\n', NEW_VAULT_KEY)).toMatchObject({ code: 0 });
    const json = JSON.parse((await step(['list', '--json'], '', NEW_VAULT_KEY)).stdout);
    expect(json.keys.every(({ state }: { state: string }) => state === 'not_configured')).toBe(true);

    const log = readFileSync(folder.file('data/keys.vault.log'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).what),
    ).toEqual(['created', 'added', 'rotated', 'rewrapped', 'used', 'tested', 'removed']);
    const all = everything(...said);
    for (const secret of SECRETS)
      for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -4), Buffer.from(secret).toString('hex')])
        expect(all).not.toContain(form);
  });

  it('in a process of its own asks the exchange through ccxt, refuses a key that can withdraw, and takes one that cannot', async () => {
    await using fake = await FakeBinance.open({ permissions: { withdrawals: true, ipRestricted: false } });
    const options = { cwd: folder.path, env: { HERON_VAULT_KEY: VAULT_KEY } };
    const add = ['keys', 'add', 'binance', '--set', 'feed.source=binance', '--set', `venue.url=${fake.url}`];
    const input = `${fake.key.apiKey}\n${fake.key.secret}\n`;
    const refused = await heronProcess(add, { ...options, input });
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^This key can withdraw or transfer money, so Heron does not take it/),
    });
    expect(refused.stderr).toMatch(/\nNothing was saved\.\n$/);
    fake.key.permissions.withdrawals = false;
    const taken = await heronProcess(add, { ...options, input });
    expect(taken).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^binance {2}test_ok.*\n {2}! This key works from any address\./),
    });
    const all = everything(refused, taken);
    for (const secret of [fake.key.apiKey, fake.key.secret, VAULT_KEY]) expect(all).not.toContain(secret);
  });

  it('asks Kraken the same, by its own names', async () => {
    await using fake = await fakeKraken();
    const at = ['--set', 'feed.source=kraken', '--set', `venue.url=${fake.server.origin}`];
    const input = `${fake.key.pair.apiKey}\n${fake.key.pair.secret}\n`;
    const trading = fake.key.permissions;
    fake.key.permissions = [...trading, 'withdraw-funds'];
    expect(await keys(['add', 'kraken', ...at], input)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^This key can withdraw/) });
    fake.key.permissions = trading;
    expect(await keys(['add', 'kraken', ...at], input)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^kraken {2}test_ok/) });
    fake.key.isValid = false;
    expect(await keys(['test', 'kraken', ...at])).toMatchObject({ code: 1, stdout: expect.stringMatching(/^kraken {2}test_failed/) });
  });

  it('says that a key has failed once its server does not take it any more, and ends with 1', async () => {
    let isRevoked = false;
    await using server = await KeyServer.open({
      key: KEY,
      answer: (_, response) => response.writeHead(isRevoked ? 401 : 200, { 'content-type': 'application/json' }).end('{}'),
    });
    expect((await keys(['add', 'compatible'], `${server.url}\n${KEY}\n`)).code).toBe(0);
    isRevoked = true;
    expect(await keys(['test', 'compatible'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^compatible {2}test_failed .*401/),
    });
    expect(JSON.parse((await keys(['list', '--json'])).stdout).keys.at(-1)).toMatchObject({ state: 'test_failed', endsIn: '6035' });
  });

  it('saves without a test where that is asked for or nobody answers, and says so', async () => {
    const address = await KeyServer.open({ key: KEY }).then(async (server) => {
      const { url } = server;
      await server[Symbol.asyncDispose]();
      return url;
    });
    expect(await keys(['add', 'compatible'], `${address}\n${KEY}\n`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/not reachable[\s\S]*saved_untested/),
    });
    expect(await keys(['add', 'kucoin', '--untested'], 'key-of-kucoin\nsecret-of-kucoin-22\nphrase-9\n')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/kucoin {2}saved_untested/),
    });
    expect(await keys(['test', 'compatible'])).toMatchObject({ code: 1, stdout: expect.stringMatching(/saved_untested as before/) });
  });

  it('needs no key to say that there is none', async () => {
    const ended = await keys([], '', {});
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^There is no vault at data\/keys\.vault yet/);
    expect(existsSync(folder.file('data'))).toBe(false);
  });

  it.each([
    ['as a word', ['add', 'binance', 'AKIA7f3e9b2c5d8a1460'], 'AKIA7f3e9b2c5d8a1460'],
    ['in place of the provider', ['add', 'AKIA7f3e9b2c5d8a1460'], 'AKIA7f3e9b2c5d8a1460'],
    ['in place of the action', ['hZx81mPq03LkVw77TyNb52RcJd64Gs90'], 'hZx81mPq03LkVw77TyNb52RcJd64Gs90'],
    ['after an equals sign', ['add', 'secret=open-sesame'], 'open-sesame'],
    ['as a flag', ['add', 'binance', '--secret', 'open-sesame'], 'open-sesame'],
    ['as a flag with an equals sign', ['add', 'binance', '--api-key=open-sesame'], 'open-sesame'],
  ])('refuses a secret %s, says why, and does not repeat it', async (_, words, secret) => {
    const ended = await keys(words, 'x\n');
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^A key is never an argument: .*Nothing was saved\.\n/),
    });
    expect(ended.stderr).not.toContain(secret);
    expect(existsSync(folder.file('data'))).toBe(false);
  });

  it.each([
    ['no key of the vault', ['add', 'openai'], 'sk-0123456789\n', {}, 2, /HERON_VAULT_KEY/],
    ['a weak one', ['add', 'openai'], 'sk-0123456789\n', { HERON_VAULT_KEY: 'heronheronheronheron' }, 78, /too weak/],
    ['nobody of that name', ['add', 'bitfinex'], '', { HERON_VAULT_KEY: VAULT_KEY }, 2, /It has keys for: binance, /],
    ['no testnet', ['add', 'luno', '--testnet'], '', { HERON_VAULT_KEY: VAULT_KEY }, 2, /no testnet/],
    ['something else to do', ['print', 'openai'], '', { HERON_VAULT_KEY: VAULT_KEY }, 2, /heron keys list/],
  ] as const)('refuses %s with a sentence, and makes nothing', async (_, words, input, env, code, sentence) => {
    const ended = await keys(words, input, env);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(ended.stderr).not.toMatch(/\n\s+at |bug/);
    expect(existsSync(folder.file('data/keys.vault'))).toBe(false);
  });

  it('saves nothing when too few or too many lines are piped in', async () => {
    for (const input of [
      'key-of-kucoin\n',
      'key-of-kucoin\nsecret-of-kucoin-22\n',
      'key-of-kucoin\nsecret-of-kucoin-22\nphrase-9\nwhat is this\n',
    ])
      expect(await keys(['add', 'kucoin', '--untested'], input)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/Nothing was saved/),
      });
    expect(JSON.parse((await keys(['list', '--json'])).stdout).keys.map(({ state }: { state: string }) => state)).not.toContain(
      'saved_untested',
    );
  });

  it('leaves its key in no environment: other verbs run beside it without a word about it', async () => {
    const ended = await heron(['version'], { cwd: folder.path, env: { HERON_VAULT_KEY: VAULT_KEY } });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const started = await heron(['start', '--ledger', 'on.db'], {
      cwd: folder.path,
      env: { HERON_VAULT_KEY: VAULT_KEY },
      input: '/config\n',
    });
    expect({ code: started.code, stderr: started.stderr }).toEqual({ code: 0, stderr: '' });
    expect(started.stdout).not.toContain(VAULT_KEY);
  });
});
