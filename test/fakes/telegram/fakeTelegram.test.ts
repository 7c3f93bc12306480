import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { describe, expect, test } from 'vitest';
import { FakeTelegram, type FakeTelegramOptions } from './fakeTelegram.ts';
import { png } from './png.ts';

async function opened(options: FakeTelegramOptions = {}) {
  const fake = await FakeTelegram.open(options);
  const ann = fake.person({ id: 111, first_name: 'Ann' });
  const api = new Api(fake.token, { apiRoot: fake.root });
  return { fake, ann, api, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
}

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof GrammyError ? `${error.error_code} ${error.description}` : String(error);
};

describe('the fake Bot API, spoken to by grammY', () => {
  test('knows the bot by its token alone', async () => {
    await using world = await opened();
    const { fake, api } = world;
    expect((await api.getMe()).username).toBe('heron_test_bot');
    expect(await refusal(new Api('nonsense', { apiRoot: fake.root }).getMe())).toBe('404 Not Found');
    fake.revoke();
    expect(await refusal(api.getMe())).toBe('401 Unauthorized');
  });

  test('keeps updates until a higher offset confirms them', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    fake.says(ann, 'one');
    fake.says(ann, 'two');
    const first = await api.getUpdates();
    expect(first.map(({ message }) => message?.text)).toEqual(['one', 'two']);
    expect(await api.getUpdates({ offset: first[0]?.update_id as number })).toHaveLength(2);
    expect(await api.getUpdates({ offset: (first[0]?.update_id as number) + 1 })).toHaveLength(1);
    fake.updates.deliverAgain();
    expect(await api.getUpdates({ offset: (first[1]?.update_id as number) + 1 })).toHaveLength(1);
  });

  test('answers a long poll as soon as something happens, and ends it when another begins', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    const poll = api.getUpdates({ timeout: 5 });
    setTimeout(() => fake.says(ann, 'now'), 30);
    expect(await poll).toHaveLength(1);
    const older = refusal(api.getUpdates({ offset: 999_999, timeout: 5 }));
    await fake.until(() => fake.seen.length === 4);
    const newer = api.getUpdates({ offset: 999_999, timeout: 1 });
    expect(await older).toMatch(/^409 Conflict: terminated by other getUpdates request/);
    expect(await newer).toEqual([]);
    fake.hook('https://elsewhere.example');
    expect(await refusal(api.getUpdates())).toMatch(/^409 .*webhook is active/);
  });

  test('delivers only the kinds that were asked for', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    fake.group(-100, 'Desk');
    await api.getUpdates({ allowed_updates: ['message'] });
    expect(fake.addsBot(ann, -100)).toBeUndefined();
    expect(fake.says(ann, 'hello')).toBeDefined();
  });

  test('lets a bot in a group hear commands and answers to it, and nothing else', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    fake.group(-100, 'Desk');
    await api.sendMessage(-100, 'Here I am.');
    expect(fake.says(ann, 'chatter', { chat: -100 })).toBeUndefined();
    expect(fake.says(ann, '/status', { chat: -100 })).toBeDefined();
    expect(fake.says(ann, 'to you', { chat: -100, replyTo: 1 })).toBeDefined();
  });

  test('reads HTML as Telegram does', async () => {
    await using world = await opened();
    const { api } = world;
    const html = (text: string) => api.sendMessage(111, text, { parse_mode: 'HTML' });
    expect((await html('<b>a</b> &lt;&amp; <pre>x</pre>')).text).toBe('a <& x');
    expect(await refusal(html('a < b'))).toMatch(/^400 Bad Request: can't parse entities: /);
    expect(await refusal(html('<h1>a</h1>'))).toMatch(/Unsupported start tag "h1"/);
    expect(await refusal(html('<b>a'))).toMatch(/Can't find end tag corresponding to start tag "b"/);
    expect(await refusal(html('<b>a</i>'))).toMatch(/Unmatched end tag/);
    expect(await refusal(api.sendMessage(111, '*a*', { parse_mode: 'Markdown' }))).toMatch(/^400/);
  });

  test('finds mentions, commands and links by itself, but not within code', async () => {
    await using world = await opened({ limits: false });
    const { api } = world;
    const text = 'ask @somebody or /halt at https://evil.example/x';
    expect((await api.sendMessage(111, text)).entities?.map(({ type }) => type)).toEqual(['mention', 'bot_command', 'url']);
    const entities = [{ type: 'code' as const, offset: 0, length: text.length }];
    expect((await api.sendMessage(111, text, { entities })).entities).toEqual(entities);
    expect(await refusal(api.sendMessage(111, 'short', { entities }))).toMatch(/ends after the end of the text/);
  });

  test('refuses what is empty, too long, or for nobody', async () => {
    await using world = await opened();
    const { fake, api } = world;
    fake.person({ id: 222, first_name: 'Bob' }, { stranger: true });
    expect(await refusal(api.sendMessage(111, ' \n'))).toBe('400 Bad Request: message text is empty');
    expect(await refusal(api.sendMessage(111, 'x'.repeat(4_097)))).toBe('400 Bad Request: message is too long');
    expect(await refusal(api.sendPhoto(111, new InputFile(png(), 'a.png'), { caption: 'x'.repeat(1_025) }))).toMatch(/caption is too long/);
    expect(await refusal(api.sendMessage(333, 'x'))).toBe('400 Bad Request: chat not found');
    expect(await refusal(api.sendMessage(222, 'x'))).toMatch(/^403 .*can't initiate conversation/);
    expect(await refusal(api.sendMessage(111, 'x', { reply_parameters: { message_id: 9 } }))).toMatch(/message to be replied not found/);
    fake.blocks({ id: 111, first_name: 'Ann' });
    expect(await refusal(api.sendMessage(111, 'x'))).toBe('403 Forbidden: bot was blocked by the user');
  });

  test('checks keyboards', async () => {
    await using world = await opened();
    const { api } = world;
    const withData = (callback_data: string) =>
      api.sendMessage(111, 'x', { reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data }]] } });
    expect(await refusal(withData('é'.repeat(33)))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await refusal(withData(''))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    const nine = [Array.from({ length: 9 }, () => ({ text: 'Go', callback_data: 'x' }))];
    expect(await refusal(api.sendMessage(111, 'x', { reply_markup: { inline_keyboard: nine } }))).toMatch(/^400/);
    expect((await withData('a'.repeat(64))).reply_markup?.inline_keyboard).toHaveLength(1);
  });

  test('takes pictures by multipart, keeps their bytes and looks at them', async () => {
    await using world = await opened();
    const { fake, api } = world;
    await api.sendPhoto(111, new InputFile(png(20, 10), 'chart.png'), { caption: 'one' });
    expect(fake.said(111)[0]?.photo).toMatchObject({ width: 20, height: 10, bytes: png(20, 10) });
    expect(await refusal(api.sendPhoto(111, new InputFile(Buffer.from('no picture'), 'a.png')))).toMatch(/IMAGE_PROCESS_FAILED/);
    expect(await refusal(api.sendPhoto(111, new InputFile(png(9_990, 500), 'a.png')))).toMatch(/PHOTO_INVALID_DIMENSIONS/);
    await api.editMessageMedia(111, 1, { type: 'photo', media: new InputFile(png(30, 30), 'b.png'), caption: 'two' });
    const [message] = fake.said(111);
    expect([message?.text, message?.photo?.width, message?.history[0]?.text]).toEqual(['two', 30, 'one']);
  });

  test('edits only what is there, is its own, and would look different', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    await api.sendMessage(111, 'one', { reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'x' }]] } });
    await api.editMessageText(111, 1, 'two');
    expect(fake.said(111)[0]).toMatchObject({ text: 'two', keyboard: undefined, history: [{ text: 'one' }] });
    expect(await refusal(api.editMessageText(111, 1, 'two'))).toMatch(/message is not modified/);
    expect(await refusal(api.editMessageText(111, 9, 'x'))).toBe('400 Bad Request: message to edit not found');
    expect(await refusal(api.editMessageCaption(111, 1, { caption: 'x' }))).toMatch(/there is no caption/);
    fake.says(ann, 'mine');
    expect(await refusal(api.editMessageText(111, 2, 'x'))).toBe("400 Bad Request: message can't be edited");
    await api.deleteMessage(111, 1);
    expect(await refusal(api.editMessageText(111, 1, 'x'))).toBe('400 Bad Request: message to edit not found');
  });

  test('answers a tap once, and not too late', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    await api.sendMessage(111, 'one', { reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'x' }]] } });
    const [message] = fake.said(111);
    const tap = fake.taps(ann, message as never, 'Go');
    const [update] = await api.getUpdates();
    expect(update?.callback_query?.data).toBe('x');
    await api.answerCallbackQuery(tap.id, { text: 'Done', show_alert: true });
    expect(tap.toast).toEqual({ text: 'Done', alert: true });
    expect(await refusal(api.answerCallbackQuery(tap.id))).toMatch(/query is too old/);
    const old = fake.taps(ann, message as never, 'Go', { old: true });
    expect(await refusal(api.answerCallbackQuery(old.id))).toMatch(/query is too old/);
  });

  test('keeps menus by scope', async () => {
    await using world = await opened();
    const { fake, ann, api } = world;
    await api.setMyCommands([{ command: 'help', description: 'Help' }]);
    await api.setMyCommands([{ command: 'halt', description: 'Halt' }], { scope: { type: 'chat', chat_id: 111 } });
    expect(fake.menuOf(ann).map(({ command }) => command)).toEqual(['halt']);
    expect(fake.menuOf({ id: 5, first_name: 'x' }).map(({ command }) => command)).toEqual(['help']);
    expect(await refusal(api.setMyCommands([{ command: 'No Good', description: 'x' }]))).toMatch(/BOT_COMMAND_INVALID/);
    expect(await refusal(api.setMyCommands([{ command: 'a', description: '' }]))).toMatch(/BOT_COMMAND_DESCRIPTION_INVALID/);
  });

  test('counts what a chat, a group and all chats take', async () => {
    let now = 0;
    await using world = await opened({ now: () => now });
    const { fake, api } = world;
    fake.group(-100, 'Desk');
    const send = (chat: number) => refusal(api.sendMessage(chat, 'x'));
    for (let index = 0; index < 3; index++) await send(111);
    expect(await send(111)).toBe('429 Too Many Requests: retry after 1');
    now += 1_000;
    expect(await send(111)).not.toMatch(/^429/);
    for (let index = 0; index < 20; index++) {
      now += 1_000;
      expect(await send(-100)).not.toMatch(/^429/);
    }
    now += 1_000;
    expect(await send(-100)).toBe('429 Too Many Requests: retry after 40');
    expect(fake.pace.peaks).toMatchObject({ groupMinute: 20, chatSecond: 3 });
  });

  test('goes wrong on demand', async () => {
    await using world = await opened({ limits: false });
    const { fake, api } = world;
    fake.faults.plan({ error: 429, retryAfter: 7 }, { method: 'sendMessage' });
    await expect(api.sendMessage(111, 'x')).rejects.toMatchObject({ parameters: { retry_after: 7 } });
    fake.faults.plan({ error: 500 });
    expect(await refusal(api.getMe())).toBe('500 Internal Server Error');
    fake.faults.plan('cut');
    await expect(api.sendMessage(111, 'before')).rejects.toBeInstanceOf(HttpError);
    fake.faults.plan('cutAfter');
    await expect(api.sendMessage(111, 'after')).rejects.toBeInstanceOf(HttpError);
    fake.faults.plan('garbage');
    await expect(api.getMe()).rejects.toBeInstanceOf(HttpError);
    expect(fake.said(111).map(({ text }) => text)).toEqual(['after']);
    fake.goDown();
    await expect(api.getMe()).rejects.toBeInstanceOf(HttpError);
    fake.comeBack();
    fake.faults.plan({ slowMs: 50 });
    const started = performance.now();
    await api.getMe();
    expect(performance.now() - started).toBeGreaterThan(45);
  });
});
