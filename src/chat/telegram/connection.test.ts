import { describe, expect, test } from 'vitest';
import type { Answer } from '#src/chat/platform.ts';
import { say } from '#src/chat/reply.ts';
import { gate, started, texts } from '#test/fakes/telegram/adapterStage.ts';
import { answerOf } from '#test/fakes/telegram/handWrittenDoor.ts';

describe('when Telegram does not work', () => {
  test('a revoked token is said, and a restored one is used by itself (SEC-21)', async () => {
    await using world = await started();
    const { fake, told, telegram, log } = world;
    const { token } = fake;
    fake.revoke();
    await fake.until(() => telegram.state().state === 'down');
    expect(telegram.state().reason).toMatch(/^Telegram does not accept the bot token/);
    fake.revoke(token);
    await fake.until(() => telegram.state().state === 'up');
    expect(told).toEqual(['up', expect.stringMatching(/^down: /), 'up']);
    expect(JSON.stringify([told, log])).not.toContain(token);
  });

  test('a second program on the same token is said in words, and the process goes on (case 12)', async () => {
    await using world = await started();
    const { fake, told, telegram, door, ann } = world;
    fake.otherPoller(true);
    await fake.until(() => telegram.state().state === 'down');
    expect(telegram.state().reason).toMatch(/^Another program polls this bot's token/);
    expect(told.slice(1)).toEqual([expect.stringMatching(/^down: Another program/), expect.stringMatching(/^suspicion: Another program/)]);
    // What is to be said can still be said.
    await telegram.channel('telegram:111').send({ action: 'send', reply: say('Filled.'), taps: [], silent: false, nonce: 'n' });
    expect(texts(fake)).toEqual(['Filled.']);
    fake.otherPoller(false);
    fake.says(ann, '/status');
    await fake.until(() => telegram.state().state === 'up' && door.heard.length === 1);
  });

  test('a webhook that somebody set is removed and reported, and nothing that waits is dropped (SEC-21)', async () => {
    await using world = await started();
    const { fake, told, door, ann, open, telegram } = world;
    await telegram.stop();
    told.splice(0);
    fake.says(ann, 'while away');
    fake.hook('https://evil.example/take');
    open().start();
    await fake.until(() => door.heard.length === 1);
    expect(told).toContainEqual(expect.stringMatching(/^suspicion: A webhook was set/));
    expect(JSON.stringify(told)).not.toContain('evil.example');
    fake.hook('https://evil.example/again');
    await fake.until(() => told.some((line) => line.startsWith('down: Somebody set a webhook')));
    expect(fake.calls.filter(({ method, payload }) => method === 'deleteWebhook' && payload.drop_pending_updates === true)).toEqual([]);
  });

  test('it polls, asks for nothing that it does not handle, and never sets a webhook (SEC-11, SEC-17)', async () => {
    await using world = await started();
    const { fake, ann, door } = world;
    fake.says(ann, '/status');
    await fake.until(() => door.shows.length === 1);
    const polls = fake.calls.filter(({ method }) => method === 'getUpdates');
    expect(new Set(polls.map(({ payload }) => String(payload.allowed_updates)))).toEqual(
      new Set(['message,callback_query,my_chat_member']),
    );
    expect(fake.calls.map(({ method }) => method)).not.toContain('setWebhook');
  });

  test('an outage is down, heals by itself, and one broken poll is not spoken of', async () => {
    await using world = await started();
    const { fake, told, telegram, door, ann } = world;
    fake.faults.plan('cut', { method: 'getUpdates' });
    fake.says(ann, 'one');
    await fake.until(() => door.heard.length === 1);
    expect(told).toEqual(['up']);
    fake.goDown();
    await fake.until(() => telegram.state().state === 'down');
    expect(telegram.state().reason).toBe('Telegram was not reachable.');
    fake.comeBack();
    fake.says(ann, 'two');
    await fake.until(() => door.heard.length === 2 && telegram.state().state === 'up');
  });

  test('an answer waits as long as 429 says', async () => {
    await using world = await started();
    const { fake, ann } = world;
    fake.faults.plan({ error: 429, retryAfter: 1 }, { method: 'sendMessage' });
    fake.says(ann, '/status');
    await fake.until(() => texts(fake).length === 1);
    expect(fake.calls.filter(({ method }) => method === 'sendMessage').map(({ status }) => status)).toEqual([429, 200]);
  });

  test('an answer whose fate nobody knows is not said twice', async () => {
    await using world = await started();
    const { fake, ann, log } = world;
    fake.faults.plan('cutAfter', { method: 'sendMessage' });
    fake.says(ann, '/status');
    await fake.until(() => log.length === 1);
    expect(texts(fake)).toEqual(['Heard: /status']);
    expect(log).toEqual(['An answer could not be shown. Telegram was not reachable.']);
  });

  test('a stop waits for what was heard, and not for ever', async () => {
    await using world = await started();
    const { fake, door, ann, telegram } = world;
    const slow = gate<Answer>();
    door.answer = () => slow.opened;
    fake.says(ann, '/slow');
    await fake.until(() => door.heard.length === 1);
    const stopping = telegram.stop();
    setTimeout(() => slow.open(answerOf(say('Still said.'))), 50);
    await stopping;
    expect(texts(fake)).toEqual(['Still said.']);
    expect(telegram.state().state).toBe('off');
  });
});
