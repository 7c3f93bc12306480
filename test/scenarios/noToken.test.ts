import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { failureOf } from '#src/chat/discord/failure.ts';
import { toPages } from '#src/chat/discord/render.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { type Reply, say } from '#src/chat/reply.ts';
import { faultOf } from '#src/chat/telegram/fault.ts';
import { renderBlocks, together } from '#src/chat/telegram/render.ts';
import { seededRng } from '#src/domain/rng.ts';
import { createLog, type Log } from '#src/shell/log.ts';
import { type BothPlatforms, openBoth } from '#test/bothPlatforms.ts';

const PURE = 9_500;
const ROUNDS = 130;
const TELEGRAM = '123456789:AAE4Jx7Qw0b6mT3uY9zKpLrNsVfGhDcXeIo';
const DISCORD = 'MTA0MjQyNDI0MjQyNDI0MjQyNA.GfAkE0.a-made-up-token-that-opens-nothing-at-all';

/** Each way in which one could read a token, as far as a search for it goes. */
const formsOf = (token: string): string[] => {
  const secret = token.split(/[.:]/).at(-1) as string;
  const within = [0, 1, 2].map((before) =>
    Buffer.from(`${'x'.repeat(before)}${token}`)
      .toString('base64')
      .slice(4, -4),
  );
  return [token, secret, encodeURIComponent(token), ...within, Buffer.from(token).toString('hex')];
};

/** Which of the forms stands in a text; nothing when all is well. */
const leaks = (text: string, ...tokens: readonly string[]): string[] => tokens.flatMap(formsOf).filter((form) => text.includes(form));

function listening(secrets: readonly string[]): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: createLog('info', output, secrets), lines };
}

describe('a search for tokens', () => {
  it('finds one in each form that it may have', () => {
    const forms = [`/bot${TELEGRAM}/x`, `Bot ${DISCORD}`, encodeURIComponent(TELEGRAM), Buffer.from(`Bot ${DISCORD}`).toString('base64')];
    expect(forms.filter((text) => leaks(text, TELEGRAM, DISCORD).length === 0)).toEqual([]);
    expect(leaks('bot 123456789 said nothing', TELEGRAM, DISCORD)).toEqual([]);
  });
});

describe('ten thousand failures, and no token', () => {
  it(`in what is made of ${PURE} errors that hold one: sentences, messages of all platforms, log lines`, () => {
    const { log, lines } = listening([TELEGRAM, DISCORD]);
    const rng = seededRng(3);
    const told: string[] = [];
    const failed: string[] = [];
    for (let i = 0; i < PURE; i++) {
      const error = errorOf(i, rng.next);
      expect(leaks(inspect(error, { depth: 8, showHidden: true }), TELEGRAM, DISCORD), `error ${i} holds one`).not.toEqual([]);
      const fault = faultOf(error);
      const failure = failureOf(error);
      const replies = [say(fault.sentence, failure.message), say(`Telegram is down: ${fault.sentence}`, 'Nothing was changed.')];
      const before = lines.length;
      log.error('a platform did not take a message', error);
      log.error(fault.sentence, failure);
      log.info('provoked', { error, fault, nested: { headers: { authorization: `Bot ${DISCORD}` } } });
      expect(lines.length).toBe(before + 3);
      const texts = [
        inspect(fault),
        inspect(failure, { depth: 8, showHidden: true }),
        ...lines.slice(before),
        ...replies.flatMap(renderings),
      ];
      told.push(texts[0] as string);
      failed.push(...texts.filter((text) => leaks(text, TELEGRAM, DISCORD).length > 0));
    }
    expect(failed.slice(0, 3)).toEqual([]);
    // They were failures of many kinds, not one kind many times.
    expect(new Set(told).size).toBeGreaterThan(12);
  });

  it('in what is said, logged and written while both platforms fail over sockets', async () => {
    const loose = { posts: { count: 100_000, windowMs: 1_000 }, perSecond: 100_000 };
    await using both = await openBoth({ prices: { 'BTC/USDT': 63_800 }, discord: loose, telegramLimits: false });
    const { world, telegramFake, discordFake } = both;
    const { log, lines } = listening([telegramFake.token, discordFake.token]);
    const tokens = [telegramFake.token, discordFake.token];
    const bugs: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      breaks(both, round);
      // Something to tell everybody, and a question on Telegram.
      await world.says(round % 2 === 0 ? '/pause' : '/unpause');
      telegramFake.says(both.ann, '/health');
      await world.silence(1.1);
      bugs.push(...world.bugs.splice(0));
    }
    telegramFake.faults.clear();
    discordFake.server.faults.clear();
    expect(bugs.length).toBeGreaterThan(200);
    for (const bug of bugs) log.error('a message was not taken', bug);
    for (const { name, examples, role } of commands) if (role === 'viewer') world.shown.push(await world.says(examples[0] ?? `/${name}`));
    world.shown.push(await world.says('/config'), await world.says('/logs 100'));
    await world.minutes(2);
    world.bugs.length = 0;
    world.ledger.flush();

    const told = {
      errors: bugs.map((bug) => inspect(bug, { depth: 8, showHidden: true })).join('\n'),
      'log lines': lines.join('\n'),
      'words of the adapters': [...both.logged, inspect(both.telegram.state()), inspect(both.discord.state())].join('\n'),
      'the terminal': [...world.shown, ...world.machine].join('\n'),
      'calls to Telegram': telegramFake.seen.join('\n') + JSON.stringify(telegramFake.calls),
      'requests to Discord': withoutIdentify(discordFake.everything()),
      'the ledger': filesBeside(world.path),
    };
    for (const [where, text] of Object.entries(told)) {
      expect(text.length, where).toBeGreaterThan(50);
      expect(leaks(text, ...tokens), where).toEqual([]);
    }
  });
});

/** An error as the libraries make them, with a token somewhere in it. */
function errorOf(i: number, random: () => number): Error {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const token = pick([TELEGRAM, DISCORD]);
  const form = pick([token, encodeURIComponent(token), Buffer.from(token).toString('base64'), `Bot ${token}`, `/bot${token}/sendMessage`]);
  const url = `https://api.telegram.org/bot${TELEGRAM}/sendMessage?x=${encodeURIComponent(form)}`;
  const cause = Object.assign(new Error(`connect ECONNREFUSED ${form}`), { url, headers: { authorization: `Bot ${DISCORD}` } });
  const description = pick([
    `Bad Request: wrong URL ${url}`,
    'Bad Request: message is not modified',
    'Forbidden: bot was blocked by the user',
    `Unauthorized ${TELEGRAM}`,
    'Bad Request: chat not found',
    `Conflict: terminated by ${TELEGRAM}`,
    'Bad Request: message to edit not found',
    `Internal Server Error at /bot${TELEGRAM}`,
  ]);
  const code = pick([400, 401, 403, 404, 409, 429, 500, 502]);
  const parameters = pick([{}, { retry_after: 3 }, { migrate_to_chat_id: -100 }]);
  const body = { files: undefined, json: { content: form } };
  const makers: readonly (() => Error)[] = [
    () => new GrammyError(`Call failed ${form}`, { ok: false, error_code: code, description, parameters }, 'sendMessage', { text: form }),
    () => new HttpError(`Network request for sendMessage failed at ${form}`, cause),
    () =>
      new DiscordAPIError(
        { code: pick([0, 10_003, 50_001, 50_035, 40_005]), message: form },
        pick([0, 10_008, 50_013]),
        code,
        'POST',
        url,
        body,
      ),
    () => new HTTPError(code, form, 'POST', url, body),
    () =>
      new RateLimitError({
        timeToReset: 10,
        limit: 5,
        method: 'POST',
        hash: form,
        url,
        route: `/webhooks/${form}`,
        majorParameter: form,
        global: false,
        retryAfter: 10 + i,
        sublimitTimeout: 0,
        scope: 'user',
      }),
    () => new TypeError(`fetch failed: ${form}`, { cause }),
    () => Object.assign(new Error(form), { name: pick(['AbortError', 'TimeoutError']), cause }),
    () => new AggregateError([cause, new Error(form)], form),
  ];
  return (makers[i % makers.length] as () => Error)();
}

/** A reply as each platform shows it. */
function renderings(reply: Reply): string[] {
  const tappable = { reply, taps: [] };
  return [toPlainText(reply), together(renderBlocks(tappable)).text, JSON.stringify(toPages(tappable))];
}

/** The next calls go wrong, in another way each round; what the platforms say about it holds the token. */
function breaks({ telegramFake, discordFake }: BothPlatforms, round: number): void {
  const { token } = telegramFake;
  const telegram = [
    { error: 400, description: `Bad Request: cannot parse /bot${token}/sendMessage` },
    { error: 401, description: `Unauthorized: ${token}` },
    { error: 429, description: `Too Many Requests ${token}`, retryAfter: 1 },
    { error: 500, description: `Internal Server Error at https://api.telegram.org/bot${token}` },
    { error: 403, description: `Forbidden: ${encodeURIComponent(token)}` },
    'cut',
    'cutAfter',
    'garbage',
  ] as const;
  telegramFake.faults.plan(telegram[round % telegram.length] as (typeof telegram)[number], { method: 'sendMessage', times: 2 });
  const body = `Bot ${discordFake.token}`;
  const discord = [
    { kind: 'status', status: 400, body },
    { kind: 'status', status: 403, body },
    { kind: 'status', status: 500, body },
    { kind: 'status', status: 502, body: Buffer.from(body).toString('base64') },
    { kind: 'cut', when: 'before' },
    { kind: 'cut', when: 'after' },
    { kind: 'rate', seconds: 0.01 },
  ] as const;
  discordFake.fails(/^POST .*\/messages$/, discord[round % discord.length] as (typeof discord)[number], 2);
}

/** The one place where the token of Discord belongs, beside the header that the fake does not keep: the gateway's IDENTIFY and RESUME. */
const withoutIdentify = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/"op":(?:2|6)\b/.test(line))
    .join('\n');

/** The ledger, its write-ahead log and whatever else lies beside it, byte for byte. */
const filesBeside = (path: string): string =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(basename(path)))
    .map((name) => readFileSync(join(dirname(path), name), 'latin1'))
    .join('\n');
