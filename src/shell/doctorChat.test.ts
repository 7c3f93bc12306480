import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '#src/chat/checks.ts';
import { startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { run } from './doctor.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-doctor-chat-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `heron doctor` says about the platforms, with its exit code. */
async function doctor(env: Record<string, string>, json = true): Promise<{ code: number; said: string; chat: string[]; mend: string[] }> {
  let said = '';
  const stdout = {
    write(text: string) {
      said += text;
      return true;
    },
  };
  const io = { env, stdin: process.stdin, stderr: process.stderr, stdout: stdout as NodeJS.WriteStream, nowMs: () => 0 };
  const code = await run({ flags: { ledger: join(folder, 'heron.db'), json }, words: [] }, io);
  const { checks } = json ? (JSON.parse(said) as { checks: Check[] }) : { checks: [] };
  const chat = checks.filter(({ name }) => /Telegram|Discord/.test(name));
  return {
    code,
    said,
    chat: chat.map(({ name, ok, found }) => `${ok ? 'ok' : 'NOT'} ${name}: ${found}`),
    mend: chat.flatMap(({ ok, mend }) => (ok || mend === undefined ? [] : [mend])),
  };
}

const telegramAt = (fake: FakeTelegram, token = fake.token) => ({ HERON_TELEGRAM__TOKEN: token, HERON_TELEGRAM__APIROOT: fake.root });

describe('the doctor, about chat platforms', () => {
  it('says how to turn them on when they are off', async () => {
    expect(await doctor({})).toMatchObject({
      code: 0,
      chat: ['ok Telegram: off: set HERON_TELEGRAM__TOKEN', 'ok Discord: off: set HERON_DISCORD__TOKEN'],
    });
  });

  it('finds Telegram in order, without polling', async () => {
    await using fake = await FakeTelegram.open();
    expect(await doctor(telegramAt(fake))).toMatchObject({
      code: 0,
      chat: [
        'ok Telegram token: valid, the bot is called @heron_test_bot: https://t.me/heron_test_bot',
        'ok Telegram webhook: none, as it should be',
        'ok Telegram groups: the bot can be added to groups',
        'ok Telegram privacy mode: on, the bot gets commands and replies alone',
        'ok Telegram commands: not set yet; the next start does it',
        'ok Discord: off: set HERON_DISCORD__TOKEN',
      ],
    });
    expect(fake.calls.map(({ method }) => method)).toEqual(['getMe', 'getWebhookInfo', 'getMyCommands']);
  });

  it('sees what was set, and names a webhook without its address', async () => {
    await using fake = await FakeTelegram.open();
    const menu = { commands: [{ command: 'pair', description: 'let somebody in' }] };
    await fetch(`${fake.root}/bot${fake.token}/setMyCommands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(menu),
    });
    fake.hook('https://thief.example/bot');
    const { code, said, chat, mend } = await doctor(telegramAt(fake));
    expect(code).toBe(1);
    expect(chat).toContain('NOT Telegram webhook: one is set, so what is said to the bot goes to another program');
    expect(chat).toContain('ok Telegram commands: set');
    expect(mend).toEqual([expect.stringContaining('@BotFather, /revoke')]);
    expect(said).not.toContain('thief');
  });

  it('ends with 1 for a token that is wrong, says what to do, and does not show it', async () => {
    await using telegram = await FakeTelegram.open();
    await using discord = await startDiscord();
    const wrong = '8012345678:AAwrongwrongwrongwrongwrongwrongwron';
    const env = { ...telegramAt(telegram, wrong), HERON_DISCORD__TOKEN: 'MTA0.wrong.wrong-wrong-wrong', HERON_DISCORD__API: discord.api };
    const { code, chat, mend, said } = await doctor(env);
    expect(code).toBe(1);
    expect(chat).toEqual([
      expect.stringMatching(/^NOT Telegram token: Telegram does not accept the bot token/),
      expect.stringMatching(/^NOT Discord token: Discord does not accept the bot's token/),
    ]);
    expect(mend).toEqual([expect.stringContaining('@BotFather'), expect.stringContaining('discord.com/developers')]);
    const text = (await doctor(env, false)).said;
    expect(text).toContain('Mend what is BAD first.');
    for (const shown of [said, text]) for (const token of [wrong, 'wrong-wrong']) expect(shown).not.toContain(token);
  });

  it('says that a platform cannot be reached, without its address', async () => {
    const fake = await FakeTelegram.open();
    const env = telegramAt(fake);
    await fake[Symbol.asyncDispose]();
    const { code, chat, said } = await doctor(env);
    expect([code, chat[0]]).toEqual([1, 'NOT Telegram token: Telegram was not reachable.']);
    expect(said).not.toContain(fake.token);
  });

  it('finds Discord in order and prints how to invite the bot', async () => {
    await using fake = await startDiscord();
    const { code, chat } = await doctor({
      HERON_DISCORD__TOKEN: fake.token,
      HERON_DISCORD__API: fake.api,
      HERON_DISCORD__GUILD: fake.guild.id,
      HERON_DISCORD__CHANNEL: fake.home.id,
    });
    expect(code).toBe(0);
    expect(chat).toContain('ok Discord token: valid, the bot is called heron');
    expect(chat.join('\n')).toMatch(/ok Discord invite: https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+/);
    expect(chat).toContain('ok Discord channel: the bot may do all that it needs in #trading');
  });
});
