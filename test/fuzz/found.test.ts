import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiscordAPIError } from 'discord.js';
import { GrammyError } from 'grammy';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { clean, cleanLine } from '#src/chat/clean.ts';
import { failureOf } from '#src/chat/discord/failure.ts';
import { readInteraction } from '#src/chat/discord/interaction.ts';
import { parse } from '#src/chat/parse.ts';
import { personName } from '#src/chat/people.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { faultOf } from '#src/chat/telegram/fault.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import { makeBackup, unpackBackup } from '#src/ledger/backup.ts';
import { readAnswer } from '#src/model/judge.ts';
import { newsTextOf } from '#src/news/line.ts';
import { listenOnSocket, sayOnSocket } from '#src/shell/socket.ts';
import { plainWords } from '#src/strategist/llm/plainWords.ts';
import { wireSchema } from '#src/strategist/llm/wire.ts';
import { bodyOf, readVault, textOf } from '#src/vault/vaultFile.ts';
import { ordersInEvents } from '#src/venue/ccxt/eventHistory.ts';
import { marketOf } from '#src/venue/ccxt/market.ts';
import { orderOf } from '#src/venue/ccxt/order.ts';
import { safeText } from '#src/venue/ccxt/reason.ts';
import { permissionsOf, orderOf as valrOrderOf } from '#src/venue/valr/border.ts';
import { openWorld } from '#test/harness.ts';

/** What fuzzing has found, each with its smallest input: it must not come back. */
const folder = mkdtempSync(join(tmpdir(), 'heron-found-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = '8123456789:AAF-planted-by-the-fuzzer-0123456789';
/** As JSON can come to it: nothing that can be made a text or a number. */
const STONE = JSON.parse('{"toString":1,"valueOf":1}') as unknown;
const refusal = (run: () => unknown): OutsideError => {
  try {
    run();
  } catch (error) {
    if (error instanceof OutsideError) return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('settings', () => {
  it.each([
    [`telegram: [{ token: "${TOKEN}" }]`, 'a list'],
    [`telegram: "${TOKEN}"`, 'a text'],
    [`telegram: { token: ["${TOKEN}"] }`, 'a list'],
    [TOKEN, 'a text'],
    [`- token: ${TOKEN}`, 'a list'],
    [`telegram: { token: *${TOKEN} }`, 'Unresolved alias'],
    [`telegram:\n  token: "${TOKEN}" "${TOKEN}"`, 'line 2'],
  ])('a token that stands where it does not belong is not repeated', (yaml, what) => {
    const file = join(folder, 'heron.yaml');
    writeFileSync(file, yaml);
    const { message } = refusal(() => loadSettings({ env: {}, sets: [], file }));
    expect(message).not.toContain(TOKEN.slice(0, 20));
    expect(message).toContain(what);
  });

  it('nor is one that was given at the shell or in the environment', () => {
    for (const one of [`telegram.token:${TOKEN}`, `telegram=${TOKEN}`, `telegram.token.x=${TOKEN}`, `desk.riskPct=${TOKEN}`]) {
      const said = (): unknown => loadSettings({ env: {}, folder: '/nowhere', sets: [one] });
      expect(refusal(said).message, one).not.toContain(TOKEN.slice(0, 20));
    }
    for (const name of ['HERON_TELEGRAM', 'HERON_DESK__RISKPCT'])
      expect(refusal(() => loadSettings({ env: { [name]: `[${TOKEN}` }, folder: '/nowhere', sets: [] })).message).not.toContain(TOKEN);
    // What is no token is said, as before: somebody has to see what they wrote.
    expect(refusal(() => loadSettings({ env: {}, folder: '/nowhere', sets: ['guards.spreadBps=wide'] })).message).toContain(
      'Found the text "wide".',
    );
  });
});

describe('a venue', () => {
  const order = {
    id: '1',
    symbol: 'BTC/USDT',
    side: 'buy',
    type: 'limit',
    status: 'open',
    price: '1',
    amount: '1',
    filled: '0',
    timestamp: 1_767_600_000_000,
  };
  const spot = { symbol: 'BTC/USDT', spot: true, active: true, precision: { amount: '0.1', price: '0.1' }, limits: {} };

  it.each(['1e-400', '1e-999', '1e300', '-1e31', `0.${'1'.repeat(200)}`])(
    'that says a number which is none as a float (%s) is not believed',
    (price) => {
      expect(refusal(() => orderOf({ ...order, price }, () => undefined)).code).toBe('bad-answer');
      expect(refusal(() => marketOf({ ...spot, precision: { amount: price, price: '0.1' } }, 'binance')).code).toBe('bad-answer');
    },
  );

  it('may say what is small or large', () => {
    expect(toText(orderOf({ ...order, price: '0.000000000000000001', amount: '1e15' }, () => undefined).amount)).toBe('1000000000000000');
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('cannot name %s as the status of an order', (status) => {
    expect(refusal(() => orderOf({ ...order, status }, () => undefined)).message).toContain('a state that nobody knows');
    const row = {
      orderId: 'o',
      orderStatusType: status,
      currencyPair: 'BTCZAR',
      orderSide: 'buy',
      originalQuantity: '1',
      createdAt: '2026-11-21T10:00:00Z',
    };
    expect(refusal(() => valrOrderOf(row, (pair) => pair)).message).toContain('a state that nobody knows');
  });

  it('that says something which can be made no text is refused, and nothing falls over', () => {
    expect(refusal(() => orderOf({ ...order, status: STONE }, () => undefined)).code).toBe('bad-answer');
    expect(
      refusal(() =>
        valrOrderOf(
          { orderId: 'o', orderStatusType: 'Filled', currencyPair: 'B', orderSide: STONE, createdAt: '2026-11-21T10:00:00Z' },
          (pair) => pair,
        ),
      ).code,
    ).toBe('bad-answer');
    expect(permissionsOf({ permissions: [STONE, 'Withdraw'] })).toMatchObject({ canWithdraw: true });
    expect(
      refusal(() => ordersInEvents([{ event: { OrderPlaced: { order: { uid: 'u', quantity: Number.POSITIVE_INFINITY } } } }])).code,
    ).toBe('bad-answer');
  });
});

describe('a model, and news', () => {
  it('that put a thing with a length in the place of a text are refused in words, and the next line is read', () => {
    const thing = { length: STONE };
    expect(newsTextOf(JSON.stringify({ source: 'wire', text: thing }))).toBeUndefined();
    const answer = { opinions: [], conditions: [], note: thing };
    expect(readAnswer(JSON.stringify(answer), wireSchema)).toMatchObject({ ok: false, hasJson: true });
    expect(readAnswer(JSON.stringify({ ...answer, conditions: thing }), wireSchema)).toMatchObject({ ok: false });
    expect(readAnswer(JSON.stringify({ opinions: [], conditions: [] }), wireSchema)).toMatchObject({
      fault: expect.not.stringContaining('undefined'),
    });
  });
});

describe('a chat platform', () => {
  const telegram = (body: object) => faultOf(new GrammyError('Call failed', body as never, 'getUpdates', {}));

  it('that refuses without saying why, or waits for no time at all, is told of in words, and polling goes on', () => {
    expect(telegram({ ok: false, error_code: 400 })).toEqual({ kind: 'refused', sentence: 'Telegram refused it, and did not say why.' });
    expect(telegram({ ok: false, error_code: 400, description: 5 }).kind).toBe('refused');
    expect(telegram({ ok: false, error_code: 429, description: '', parameters: { retry_after: 'soon' } })).toMatchObject({ waitMs: 1_000 });
    expect(telegram({ ok: false, error_code: 429, description: '', parameters: { retry_after: 1e300 } })).toMatchObject({
      waitMs: 86_400_000,
    });
    expect(telegram({ ok: false, error_code: 400, description: 'x', parameters: { migrate_to_chat_id: 'there' } }).kind).toBe('refused');
    expect(telegram({ ok: false }).kind).toBe('unreachable');
    const request = { files: undefined, body: {} } as never;
    expect(
      failureOf(new DiscordAPIError({ code: 0, message: 'x' }, STONE as never, 400, 'POST', 'https://discord.com', request)).code,
    ).toBe(0);
  });
});

describe('an interaction of Discord', () => {
  const typing = { id: '1', application_id: '2', token: 't', channel_id: '3', user: { id: '4', username: 'bob' }, type: 4 };

  it('with options that are none, or names that can be made no text, is read as far as it makes sense', () => {
    expect(
      readInteraction({ ...typing, data: { name: 'approve', options: [null, 5, { name: 'id', value: 'c', focused: true }] } })?.did,
    ).toEqual({ kind: 'typing', name: 'approve', option: 'id', text: 'c' });
    expect(
      readInteraction({ ...typing, data: { name: 'approve', options: [{ name: 'id', value: STONE, focused: true }] } })?.did,
    ).toMatchObject({ text: '' });
    expect(readInteraction({ ...typing, user: { id: '4', username: STONE }, type: 2, data: { name: 'halt' } })?.userName).toBe('4');
    expect(readInteraction({ ...typing, type: 3, message: { id: STONE }, data: { component_type: 2, custom_id: 'x' } })).toBeUndefined();
    expect(readInteraction({ ...typing, id: '\ud800', type: 2, data: { name: 'halt' } })).toBeUndefined();
  });
});

describe('half a sign', () => {
  it('in what a platform calls an update, a chat or a person leaves a ledger that its seals and its chain fit', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    for (const half of ['\ud800', 'x\udfff'])
      await world.frontDoor.hear({
        platform: 'telegram',
        updateId: `u${half}`,
        channel: `telegram:${half}`,
        chatKind: 'private',
        chatTitle: half,
        userId: `6${half}`,
        userName: half,
        said: { token: half, messageRef: half },
      });
    expect((await world.audit()).findings).toEqual([]);
    expect(world.ledger.get('select count(*) as n from inbox')).toMatchObject({ n: 2 });
  });
});

describe('a file of the vault', () => {
  const keys = { kek: Buffer.alloc(32, 1), sealing: Buffer.alloc(32, 2) };
  const body = { ...bodyOf('ab'.repeat(16), Buffer.alloc(16), keys), serial: 1, versions: {}, keys: [] };
  const written = (change: object): string => {
    const { sum: _, seal, ...rest } = JSON.parse(textOf(body, keys)) as Record<string, unknown>;
    const changed = { ...rest, ...change };
    return JSON.stringify({ ...changed, seal, sum: sha256(canonicalJson({ body: changed as never, seal: seal as string })) });
  };

  it.each([
    ['a format that is no number', written({ formatVersion: [1, 1] }), 'format that is none'],
    ['a proof that is none', written({ proof: null }), 'a part of it is missing'],
    ['a salt that can be made no text', written({ scrypt: { n: 131_072, r: 8, p: 1, salt: STONE } }), 'too easy to guess'],
    ['a number that no float holds', textOf(body, keys).replace('"serial": 1', '"serial": 1e999'), 'torn or changed'],
  ])('with %s is refused in words', (_, text, words) => {
    expect(refusal(() => readVault(text, 'vault.json')).message).toContain(words);
  });
});

describe('a backup', () => {
  it('that is no encrypted one and is damaged in its middle is refused in words, and leaves nothing', async () => {
    const world = await openWorld({ path: join(folder, 'w', 'heron.db'), prices: { 'BTC/USDT': 63_800 } });
    const file = join(folder, 'some.backup');
    makeBackup({ ledgerPath: world.path, to: file, at: instant(0) });
    await world.end();
    const bytes = readFileSync(file);
    for (const page of [1, 2, 4, 8, 16]) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, page * 4_096, (page + 1) * 4_096);
      writeFileSync(file, damaged);
      const { message, hint } = refusal(() => unpackBackup(file, join(folder, 'unpacked')));
      expect(message).toMatch(/^[A-Z].+\.$/);
      expect(hint).not.toBe('');
    }
  });
});

describe('the local socket', () => {
  it('ends a line that has no end, and keeps nothing of it', async () => {
    const path = join(folder, 'heron.sock');
    const said: string[] = [];
    const close = await listenOnSocket(path, async (line) => {
      said.push(line);
      return undefined;
    });
    const connection = createConnection(path);
    connection.on('error', () => undefined);
    const ended = new Promise((done) => connection.once('close', done));
    const more = setInterval(() => connection.write(Buffer.alloc(256 * 1_024, 'x')), 5);
    await ended;
    clearInterval(more);
    expect(said.every((line) => line.length <= 10_000)).toBe(true);
    expect(await sayOnSocket(path, '/status')).toBeNull();
    expect(said.at(-1)).toBe('/status');
    await close();
  });
});

describe('a long text', () => {
  const registry = createRegistry(commands);
  it.each(['a', ' ', '(', '\\', '\u001b]', '\n', ' \n', '9', 'token', 'token=', '"', '“', '/a', '://', '[', 'ﷺ'])(
    'a text of ten thousand characters costs no more than a moment, whatever it is made of',
    (piece) => {
      const text = `${piece.repeat(Math.ceil(10_000 / piece.length))}x`;
      const began = performance.now();
      for (const read of [
        clean,
        cleanLine,
        personName,
        safeText,
        (one: string) => plainWords(one, 300),
        (one: string) => parse(one, registry),
        (one: string) => parse(`/${one}`, registry),
      ])
        read(text);
      // All of them together; before, one alone took more than a second.
      expect(performance.now() - began).toBeLessThan(500);
    },
  );
});
