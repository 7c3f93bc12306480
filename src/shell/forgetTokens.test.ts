import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { forgetTokens } from './forgetTokens.ts';
import { run } from './start.ts';

const MADE_UP = 'a-token-that-opens-nothing';
const NAMES = ['HERON_TELEGRAM__TOKEN', 'HERON_DISCORD__TOKEN', 'HERON_MODEL__TOKEN', 'heron_telegram__token', 'Heron_Discord__Token'];

afterEach(() => {
  for (const name of [...NAMES, 'HERON_OWNER__ZONE']) delete process.env[name];
});

describe('tokens in the environment', () => {
  it('are taken out, in any case, before a child could get them', () => {
    for (const name of NAMES) process.env[name] = MADE_UP;
    process.env.HERON_OWNER__ZONE = 'UTC';
    const childSees = (): string => execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], { encoding: 'utf8' });
    expect(childSees()).toContain(MADE_UP);
    forgetTokens(process.env);
    expect(childSees()).not.toContain(MADE_UP);
    expect(process.env.HERON_OWNER__ZONE).toBe('UTC');
  });

  it('are gone once Heron has started, which uses them all the same', async () => {
    await using fake = await FakeTelegram.open();
    const folder = mkdtempSync(join(tmpdir(), 'heron-tokens-'));
    const env: NodeJS.ProcessEnv = { HERON_TELEGRAM__TOKEN: fake.token, HERON_TELEGRAM__APIROOT: fake.root, HERON_LOG__LEVEL: 'silent' };
    const stdin = new PassThrough();
    const output = new PassThrough().resume();
    const io = { env, stdin, stdout: output, stderr: output, nowMs: () => performance.now() };
    const ended = run({ flags: { ledger: join(folder, 'heron.db') }, words: [] }, io as unknown as Parameters<typeof run>[1]);
    await fake.until(() => fake.calls.some(({ method }) => method === 'getMe'));
    expect(env).toEqual({ HERON_TELEGRAM__APIROOT: fake.root, HERON_LOG__LEVEL: 'silent' });
    stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
});
