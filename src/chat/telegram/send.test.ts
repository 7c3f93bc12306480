import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Message, NeverSend, SendLater } from '#src/chat/platform.ts';
import { buttons, picture, type Reply, say, text } from '#src/chat/reply.ts';
import type { Chart } from '#src/domain/chart.ts';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { tapOf } from '#test/fakes/telegram/handWrittenDoor.ts';
import { png } from '#test/fakes/telegram/png.ts';
import { outboxApi } from './api.ts';
import { type Paint, Post } from './post.ts';
import { createChannel } from './send.ts';

const CHART: Chart = { kind: 'equity', title: 'Equity', subtitle: '', zone: 'UTC', badge: 'PAPER', asset: 'USDT', points: [] };
const card = (body: string, title = 'BTC/USDT long'): Reply => ({ title, blocks: [text(body), picture(CHART, 'A rising line.')] });

async function opened(paint: Paint = async () => png()) {
  const fake = await FakeTelegram.open({ limits: false });
  fake.person({ id: 111, first_name: 'Ann' });
  const gone: string[] = [];
  const address = { token: fake.token, apiRoot: fake.root };
  const deps = { post: new Post(outboxApi(address), paint), gone: (channel: string) => gone.push(channel), moved: () => undefined };
  const channel = createChannel('telegram:111', deps);
  let nonce = 0;
  const send = (reply: Reply, more: Partial<Message> = {}) =>
    channel.send({ action: 'send', reply, taps: [], silent: false, nonce: `n${nonce++}`, ...more }) as Promise<string>;
  const edit = (ref: string, reply: Reply, more: Partial<Message> = {}) => send(reply, { action: 'edit', ref, ...more });
  return { fake, channel, deps, gone, send, edit, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
}

const thrown = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a message of the outbox', () => {
  test('becomes one on Telegram, silent or not, without link previews', async () => {
    await using world = await opened();
    expect(await world.send(say('Filled.'), { silent: true })).toBe('t1');
    await world.send(say('Halted.'));
    expect(world.fake.said(111)).toMatchObject([
      { text: 'Filled.', silent: true, plainLinks: true },
      { text: 'Halted.', silent: false },
    ]);
  });

  test('with a chart is a picture with the card as its caption and the buttons below', async () => {
    await using world = await opened(async () => png(40, 30));
    const ref = await world.send(card('Entry 64,000'), { taps: [tapOf('Approve', 'good'), tapOf('Reject', 'bad'), tapOf('Half size')] });
    const [message] = world.fake.said(111);
    expect(ref).toBe('p1');
    expect(message).toMatchObject({ text: 'BTC/USDT long\nEntry 64,000', photo: { width: 40 } });
    expect(message?.keyboard?.map((row) => row.map(({ text: label, style }) => [label, style]))).toEqual([
      [
        ['Approve', 'success'],
        ['Reject', 'danger'],
        ['Half size', undefined],
      ],
    ]);
  });

  test('with a chart and more text than a caption takes is a picture and a text, which has the buttons', async () => {
    await using world = await opened();
    const ref = await world.send(card('long '.repeat(300)), { taps: [tapOf('Approve')] });
    const [first, second] = world.fake.said(111);
    expect(ref).toBe('t2');
    expect([first?.text, first?.keyboard, first?.photo?.width]).toEqual(['BTC/USDT long', undefined, 4]);
    expect([second?.photo, second?.keyboard?.flat().length]).toEqual([undefined, 1]);
    await world.edit(ref, { ...card('short'), tone: 'good' });
    expect(world.fake.said(111).map((message) => message.text)).toEqual(['BTC/USDT long', '✅ BTC/USDT long\nshort']);
  });

  test('whose picture cannot be drawn, or is refused, tells it in words', async () => {
    await using broken = await opened(() => Promise.reject(new Error('no canvas')));
    expect(await broken.send(card('Entry'))).toBe('t1');
    expect(broken.fake.said(111)[0]?.text).toBe('BTC/USDT long\nEntry\n\nA rising line.');
    await using refused = await opened(async () => Buffer.from('no picture'));
    expect(await refused.send(card('Entry'), { taps: [tapOf('Approve')] })).toBe('t1');
    expect(refused.fake.said(111)[0]).toMatchObject({ text: expect.stringContaining('A rising line.'), keyboard: [[{ text: 'Approve' }]] });
  });

  test('longer than a message is several, the last with the buttons, and a try that broke goes on where it was (case 8)', async () => {
    await using world = await opened();
    const long = Array.from({ length: 120 }, (_, index) => `${index} _ * < & @everyone [x](y) \`code\` </b>`).join('\n');
    expect(long.length).toBeGreaterThan(4_096);
    const message = { action: 'send', reply: say('News', long), taps: [tapOf('Why')], silent: false, nonce: 'same' } as const;
    const send = () => world.channel.send(message) as Promise<string>;
    let calls = 0;
    world.fake.faults.plan({ slowMs: 0 }, { method: 'sendMessage' });
    world.fake.faults.plan({ error: 429, retryAfter: 3 }, { method: 'sendMessage' });
    const error = await thrown(send());
    expect([error instanceof SendLater, (error as SendLater).retryAfterMs]).toEqual([true, 3_000]);
    calls = world.fake.said(111).length;
    expect(calls).toBe(1);
    expect(await send()).toBe('t2');
    const said = world.fake.said(111);
    expect(said.map(({ text: part }) => part).join('\n')).toBe(`News\n${long}`);
    expect(said.map(({ keyboard }) => keyboard?.flat().length)).toEqual([undefined, 1]);
    // Nobody is mentioned, and nothing can be tapped.
    expect(said.flatMap(({ entities }) => entities).map(({ type }) => type)).not.toContain('mention');
  });

  test('is a reply to its card, and is sent all the same when that is gone', async () => {
    await using world = await opened();
    const ref = await world.send(card('Entry'));
    await world.send(say('Filled.'), { under: ref });
    await world.send(say('Closed.'), { under: 'p99' });
    expect(world.fake.said(111).map(({ replyTo }) => replyTo)).toEqual([undefined, 1, undefined]);
  });

  test('that a crash kept from being recorded is repeated once, with the same words (case 11)', async () => {
    await using world = await opened();
    world.fake.faults.plan('cutAfter', { method: 'sendMessage' });
    const message = { action: 'send', reply: say('c1 filled'), taps: [], silent: false, nonce: 'h7' } as const;
    expect(await thrown(world.channel.send(message) as Promise<string>)).toBeInstanceOf(Error);
    // What a new process does.
    await createChannel('telegram:111', world.deps).send(message);
    expect(world.fake.said(111).map(({ text: words }) => words)).toEqual(['c1 filled', 'c1 filled']);
  });
});

describe('an edit', () => {
  test('of a picture card changes its caption, its picture and its buttons', async () => {
    let width = 10;
    await using world = await opened(async () => png(width, 10));
    const ref = await world.send(card('Entry'), { taps: [tapOf('Approve')] });
    width = 20;
    expect(await world.edit(ref, card('Entry\nApproved by Ann.'))).toBe(ref);
    expect(world.fake.said(111)[0]).toMatchObject({
      text: 'BTC/USDT long\nEntry\nApproved by Ann.',
      photo: { width: 20 },
      keyboard: undefined,
    });
    await world.edit(ref, say('BTC/USDT long', 'Closed.'));
    expect(world.fake.said(111)[0]).toMatchObject({ text: 'BTC/USDT long\nClosed.', photo: { width: 20 } });
  });

  test('whose new picture is refused changes the words and leaves the old picture', async () => {
    let bytes = png(10, 10);
    await using world = await opened(async () => bytes);
    const ref = await world.send(card('Entry'));
    bytes = Buffer.from('no picture');
    await world.edit(ref, card('Closed.'));
    expect(world.fake.said(111)[0]).toMatchObject({ text: 'BTC/USDT long\nClosed.', photo: { width: 10 } });
  });

  test('that changes nothing has succeeded', async () => {
    await using world = await opened();
    const ref = await world.send(say('Status'));
    expect(await world.edit(ref, say('Status'))).toBe(ref);
  });

  test('of a message that is gone is never tried again', async () => {
    await using world = await opened();
    expect(await thrown(world.edit('t9', say('x')))).toBeInstanceOf(NeverSend);
    expect(await thrown(world.edit('1234567890123456789', say('x')))).toBeInstanceOf(NeverSend);
  });

  test('that makes a caption too long leaves out its middle, and says how it began and how it ended', async () => {
    await using world = await opened();
    const ref = await world.send(card('Entry'));
    const long: Reply = { title: 'BTC/USDT long', blocks: [text('thesis '.repeat(200)), text('Risk 50 USDT'), text('Approved by Ann.')] };
    await world.edit(ref, long);
    expect(world.fake.said(111)[0]?.text).toBe('BTC/USDT long\n…\n\nRisk 50 USDT\n\nApproved by Ann.');
  });
});

describe('a failure', () => {
  test('of the chat is final, and a group that is gone is given up', async () => {
    await using world = await opened();
    const { fake, gone, deps } = world;
    fake.blocks({ id: 111, first_name: 'Ann' });
    expect(await thrown(world.send(say('x')))).toBeInstanceOf(NeverSend);
    expect(gone).toEqual([]);
    const group = createChannel('telegram:-100', deps);
    expect(
      await thrown(group.send({ action: 'send', reply: say('x'), taps: [], silent: false, nonce: 'n' }) as Promise<string>),
    ).toBeInstanceOf(NeverSend);
    expect(gone).toEqual(['telegram:-100']);
  });

  test('of Telegram or the network is worth another try', async () => {
    await using world = await opened();
    for (const fault of [{ error: 500 }, 'cut', 'garbage', { error: 401 }] as const) {
      world.fake.faults.plan(fault);
      const error = await thrown(world.send(say('x')));
      expect([error instanceof Error, error instanceof NeverSend, error instanceof SendLater]).toEqual([true, false, false]);
    }
    expect(await world.send(say('x'))).toBe('t1');
  });

  test('never holds the token, and neither does anything that is sent', async () => {
    await using world = await opened();
    const { fake, send, edit } = world;
    const faults = [
      { error: 401 },
      { error: 404, description: `Not Found: /bot${fake.token}/sendMessage` },
      { error: 400, description: `Bad Request: wrong file identifier ${fake.root}/file/bot${fake.token}/x` },
      { error: 403, description: `Forbidden: ${fake.token}` },
      { error: 409, description: 'Conflict' },
      { error: 429, retryAfter: 1 },
      { error: 500 },
      'cut',
      'cutAfter',
      'garbage',
    ] as const;
    const [secret] = fake.token.split(':').slice(1) as [string];
    let provoked = 0;
    for (let round = 0; round < 30; round++) {
      for (const fault of faults) {
        fake.faults.plan(fault);
        const call = round % 2 === 0 ? send(card('Entry')) : edit('t1', say(`x${round}`));
        const error = await thrown(call);
        if (error !== undefined) provoked++;
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
        fake.faults.clear();
      }
    }
    expect(provoked).toBeGreaterThan(200);
    expect(fake.seen.join('\n')).not.toContain(secret);
  });
});

test('a chat has the pace that Telegram allows', async () => {
  await using world = await opened();
  expect(world.channel.pace).toEqual({ everyMs: 1_000, perMinute: 60 });
  expect(createChannel('telegram:-100', world.deps).pace).toEqual({ everyMs: 1_000, perMinute: 20 });
  expect(() => createChannel('discord:1', world.deps)).toThrow(RangeError);
});

test('buttons that do not work here are written as what they mean', async () => {
  await using world = await opened();
  await world.send({ title: 'A proposal', blocks: [buttons({ Approve: '/approve c1', Reject: '/reject c1' })] });
  expect(world.fake.said(111)[0]?.text).toBe('A proposal\n/approve c1 · /reject c1');
});
