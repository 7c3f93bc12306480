import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeyAnswer, WAIVER } from '#src/vault/judgeKey.ts';
import { cheapKeys } from '#test/cheapKeys.ts';
import { fail } from './fail.ts';
import type { Io } from './io.ts';
import { run } from './keysVerb.ts';

const LUNO = 'luno-key-77\nluno-secret-5f1c9a3e7b2d\n';
const UNTOLD: KeyAnswer = { result: 'accepted', text: 'Luno accepts the key.' };
cheapKeys();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `heron keys …` at an exchange that answers as told. */
async function keys(
  words: readonly string[],
  input: string,
  answer: KeyAnswer | (() => Promise<KeyAnswer>),
  flags: Record<string, boolean> = {},
) {
  const said = { stdout: '', stderr: '' };
  const output = (name: keyof typeof said) => Object.assign(new PassThrough().on('data', (chunk) => (said[name] += String(chunk))));
  const stdin = new PassThrough();
  stdin.end(input);
  const [stdout, stderr] = [output('stdout'), output('stderr')];
  const env = { HERON_VAULT_KEY: 'J7#mQ2vR9xT4zL8pW1sD' };
  const io = { stdin, stdout, stderr, env, nowMs: () => 0 } as unknown as Io;
  const options = { words, flags: { ...flags, set: [`vault.path=${JSON.stringify(join(folder, 'own', 'keys.vault'))}`] } };
  const asked: string[] = [];
  const code = await run(options, io, async (provider, fields, isTestnet) => {
    asked.push(`${provider.id} ${fields.apiKey} ${isTestnet}`);
    return typeof answer === 'function' ? answer() : answer;
  }).catch((error: unknown) => fail(error, stderr));
  expect(env).toEqual({});
  return { code, ...said, asked };
}

describe('a venue that does not tell what a key may do', () => {
  it('gets a key only with the words of a person, which are kept with it', async () => {
    const without = await keys(['add', 'luno'], LUNO, UNTOLD);
    expect(without).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^Luno does not tell what a key may do\./) });
    expect(without.stderr).toContain(WAIVER);
    expect((await keys(['add', 'luno'], `${LUNO}this key can not withdraw\n`, UNTOLD)).code).toBe(1);
    expect((await keys(['list'], '', UNTOLD)).stdout).toMatch(/not_configured:.*luno/);
    const given = await keys(['add', 'luno'], `${LUNO}${WAIVER}\n`, UNTOLD);
    expect(given.code).toBe(0);
    expect(given.stdout).toMatch(/^luno {2}test_ok/);
    expect(given.stdout).toMatch(/! shell:\S+ said on 20\S+: "this key cannot withdraw or transfer"/);
    expect(given.stdout).toMatch(/does not say whether this key is restricted to addresses/);
    expect((await keys(['test', 'luno'], '', UNTOLD)).code).toBe(0);
  });

  it('asks again for the next version, and for a key that was saved untested', async () => {
    expect((await keys(['add', 'luno'], LUNO, UNTOLD, { untested: true })).code).toBe(0);
    expect(await keys(['test', 'luno'], '', UNTOLD)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^luno {2}test_failed .*Nobody has said/),
    });
    expect(await keys(['test', 'luno'], `${WAIVER}\n`, UNTOLD)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^luno {2}test_ok/),
    });
    expect((await keys(['rotate', 'luno'], LUNO, UNTOLD)).stderr).toMatch(/the key that is there stays/);
    expect(await keys(['rotate', 'luno'], `${LUNO}${WAIVER}\n`, UNTOLD)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/version 2/),
    });
  });
});

describe('keys of a testnet', () => {
  it('stand beside those of the venue, and need no waiver', async () => {
    const input = 'binance-key-77\nbinance-secret-5f1c9a3e\n';
    expect(await keys(['add', 'binance'], input, UNTOLD, { testnet: true })).toMatchObject({
      code: 0,
      asked: ['binance binance-key-77 true'],
      stdout: expect.stringMatching(/^binance\.testnet {2}test_ok/),
    });
    const { stdout } = await keys(['list'], '', UNTOLD);
    expect(stdout).toMatch(/^binance\.testnet /m);
    expect(stdout).toMatch(/not_configured: binance, /);
    expect((await keys(['remove', 'binance.testnet'], '', UNTOLD, { yes: true })).code).toBe(0);
  });
});

describe('a rotation', () => {
  it('keeps the key that is there when nobody can be asked about the new one', async () => {
    await keys(['add', 'luno'], `${LUNO}${WAIVER}\n`, UNTOLD);
    const ended = await keys(['rotate', 'luno'], LUNO, { result: 'unclear', text: 'Luno was not reachable.' });
    expect(ended).toMatchObject({ code: 1, stderr: 'Luno was not reachable.\nNothing was saved; the key that is there stays.\n' });
    expect((await keys(['list'], '', UNTOLD)).stdout).toMatch(/^luno {2}test_ok {2}version 1/m);
  });
});

describe('whatever goes wrong', () => {
  it('is said without the key, also when it is a bug and the key stands in its text', async () => {
    const bug = async (): Promise<KeyAnswer> => {
      throw new Error('GET https://api.luno.com/?key=luno-key-77&s=luno-secret-5f1c9a3e7b2d failed');
    };
    const ended = await keys(['add', 'luno'], LUNO, bug);
    expect(ended.code).toBe(70);
    expect(ended.stderr).toMatch(/bug/);
    for (const secret of ['luno-key-77', 'luno-secret-5f1c9a3e7b2d']) expect(ended.stderr + ended.stdout).not.toContain(secret);
    const shown = await keys(['add', 'luno'], `${LUNO}${WAIVER}\n`, { result: 'accepted', text: 'Welcome, luno-key-77.' });
    expect(shown.stdout).toContain('Welcome, [removed].');
  });
});
