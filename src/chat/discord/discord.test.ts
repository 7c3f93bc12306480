import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { desk, freeText, howMany, proposalId } from '#src/chat/argument.ts';
import { command, type Role } from '#src/chat/command.ts';
import { type Message, NeverSend, type Platform, SendLater } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { picture, type Reply, say, text } from '#src/chat/reply.ts';
import type { Chart } from '#src/domain/chart.ts';
import { later, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { type FakeDiscord, startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import { BITS } from '#test/fakes/discord/guild.ts';
import type { Limits } from '#test/fakes/discord/limits.ts';
import type { FakeMessage } from '#test/fakes/discord/message.ts';
import type { FakeUser } from '#test/fakes/discord/people.ts';
import { answerOf, ScriptedDoor, tapOf } from '#test/fakes/discord/scriptedDoor.ts';
import { until } from '#test/fakes/discord/until.ts';
import { checkDiscord } from './check.ts';
import { createDiscord, type DiscordDeps } from './discord.ts';

const no = (): Reply => say('not run here');
const COMMANDS = [
  command({ name: 'status', summary: 'how things stand', role: 'viewer', args: z.object({}), examples: [], run: no }),
  command({
    name: 'balance',
    discreet: true,
    summary: 'money',
    role: 'viewer',
    args: z.object({ desk: desk.optional() }),
    examples: [],
    run: no,
    aliases: { money: '' },
  }),
  command({ name: 'approve', summary: 'say yes', role: 'trader', args: z.object({ id: proposalId }), examples: [], run: no }),
  command({
    name: 'trades',
    summary: 'the last trades',
    role: 'viewer',
    args: z.object({ n: howMany(50).optional() }),
    examples: [],
    run: no,
  }),
  command({
    name: 'halt',
    panic: true,
    summary: 'stop',
    role: 'trader',
    args: z.object({ reason: freeText('reason').optional() }),
    rest: true,
    examples: [],
    run: no,
  }),
  command({ name: 'pair', open: true, summary: 'pair', role: 'viewer', args: z.object({ code: freeText('code') }), examples: [], run: no }),
];

interface Desk {
  readonly fake: FakeDiscord;
  readonly door: ScriptedDoor;
  readonly platform: Platform;
  readonly logs: string[];
  /** up, down and renewed, as they came. */
  readonly told: string[];
  readonly painted: Chart[];
  /** Somebody paired, with the role that the server asks for. */
  person(name: string, role?: Role): FakeUser;
}

const open: { platform: Platform; fake: FakeDiscord }[] = [];
afterEach(async () => {
  for (const { platform, fake } of open.splice(0)) {
    await platform.stop();
    await fake.goDown();
  }
});

async function opened(options: { limits?: Partial<Limits>; deps?: Partial<DiscordDeps>; start?: boolean } = {}): Promise<Desk> {
  const fake = await startDiscord({ posts: { count: 1_000, windowMs: 5_000 }, perSecond: 1_000, ...options.limits });
  const door = new ScriptedDoor();
  const logs: string[] = [];
  const told: string[] = [];
  const painted: Chart[] = [];
  const platform = createDiscord({
    token: fake.token,
    api: fake.api,
    guild: fake.guild.id,
    channel: fake.home.id,
    role: fake.role.id,
    frontDoor: door,
    registry: createRegistry(COMMANDS),
    suggest: (name, index, typed) => [`${name}-${index}-${typed}`, 'c12'],
    paint: async (chart) => {
      painted.push(chart);
      return new Uint8Array([137, 80, 78, 71, painted.length]);
    },
    clock: systemClock(),
    log: (line) => void logs.push(line),
    onUp: () => void told.push('up'),
    onDown: (reason) => void told.push(`down: ${reason}`),
    renewed: () => void told.push('renewed'),
    ...options.deps,
  });
  open.push({ platform, fake });
  if (options.start !== false) {
    platform.start();
    await fake.connected();
    await until(() => fake.state.commands.has('global') && fake.state.commands.has(fake.guild.id), 'commands');
  }
  const person = (name: string, role?: Role): FakeUser => {
    const user = fake.person(name, [fake.role.id]);
    if (role !== undefined) door.roles.set(user.id, role);
    return user;
  };
  return { fake, door, platform, logs, told, painted, person };
}

let nonces = 0;
const message = (reply: Reply, rest: Partial<Message> = {}): Message => ({
  action: 'send',
  reply,
  taps: [],
  silent: false,
  nonce: `n${++nonces}`,
  ...rest,
});

const chartOf = (title: string): Chart => ({ kind: 'scores', title, subtitle: '', zone: 'UTC', badge: 'PAPER', bars: [] });
const home = ({ platform, fake }: Desk) => platform.channel(`discord:${fake.home.id}`);

/** Posts a card with buttons into the home channel. */
async function card(desk: Desk, title: string, labels: readonly string[] = ['Approve']): Promise<FakeMessage> {
  await home(desk).send(message(say(title), { taps: labels.map((label) => tapOf(label)) }));
  return desk.fake.home.last;
}

describe('commands on Discord', () => {
  it('come to the front door as the line that could have been typed, and are answered in place', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'trader');
    const asked = desk.fake.slash(ann, '/halt news in an hour');
    await until(() => desk.door.shows.length > 0, 'it to be shown');
    expect((await asked.answer()).text).toBe('You said /halt news in an hour');
    expect(desk.door.heard).toEqual([
      {
        platform: 'discord',
        updateId: asked.id,
        channel: `discord:${desk.fake.home.id}`,
        chatKind: 'group',
        chatTitle: '#trading',
        userId: ann.id,
        userName: 'Ann',
        said: { text: '/halt news in an hour' },
      },
    ]);
    expect(desk.fake.home.messages.map(({ text: said }) => said)).toEqual(['You said /halt news in an hour']);
    expect(desk.door.shows.map(({ channel, ref }) => [channel, ref])).toEqual([[`discord:${desk.fake.home.id}`, desk.fake.home.last.ref]]);
    expect((await desk.fake.slash(ann, '/trades 5').answer()).text).toBe('You said /trades 5');
    expect((await desk.fake.slash(ann, '/money').answer()).text).toBe('You said /money');
  });

  it('are acknowledged before the front door has made up its mind', async () => {
    const desk = await opened();
    let decide: () => void = () => undefined;
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    desk.door.answer = async () => {
      await decided;
      return answerOf(say('At last'));
    };
    const asked = desk.fake.slash(desk.person('Ann', 'trader'), '/status');
    expect(await asked.acknowledged()).toBeLessThan(2_500);
    expect(asked.original?.thinking).toBe(true);
    decide();
    expect((await asked.answer()).text).toBe('At last');
  });

  it('whose answer grows show its beginning in the place of "thinking…", and the whole of it there in the end', async () => {
    const desk = await opened();
    const done = Promise.withResolvers<void>();
    desk.door.answer = async (_, progress) => {
      progress?.(say('Answer', 'One.'));
      await done.promise;
      return answerOf(say('Answer', 'One.', 'Two.'));
    };
    const asked = desk.fake.slash(desk.person('Ann', 'viewer'), '/balance');
    await until(() => asked.original?.text.includes('One.'), 'its beginning');
    done.resolve();
    await until(() => asked.original?.text.includes('Two.'), 'the whole answer');
    expect(desk.fake.home.messages).toEqual([]);
    expect(asked.original?.text).toBe('Answer\nOne.\n\nTwo.');
  });

  it('are for the one who asked when they are discreet, asked elsewhere, or asked by a stranger', async () => {
    const desk = await opened();
    const { fake } = desk;
    const ann = desk.person('Ann', 'trader');
    const bob = desk.person('Bob');
    const other = fake.guild.addChannel('chatter');
    await fake.slash(ann, '/balance').answer();
    await fake.slash(ann, '/status', { channel: other }).answer();
    await fake.slash(bob, '/status').answer();
    expect(fake.whispers(ann).map(({ text: said }) => said)).toEqual(['You said /balance', 'You said /status']);
    expect(fake.whispers(bob)).toHaveLength(1);
    expect([...fake.home.messages, ...other.messages]).toEqual([]);
  });

  it('that are refused are refused in private, although "thinking…" was open to all', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'viewer');
    desk.door.answer = () => answerOf(say('You may not.'), { discreet: true });
    const asked = desk.fake.slash(ann, '/halt');
    expect((await asked.toast()).text).toBe('You may not.');
    expect(desk.fake.home.messages).toEqual([]);
    expect(desk.fake.whispers(ann)).toHaveLength(1);
    await until(() => desk.door.shows.length > 0, 'it to be shown');
    expect(desk.door.shows[0]?.ref).toBe(desk.fake.whispers(ann)[0]?.ref);
  });

  it('leave nothing behind when nothing is to be said', async () => {
    const desk = await opened();
    desk.door.answer = () => undefined;
    const asked = desk.fake.slash(desk.person('Ann', 'viewer'), '/status');
    await until(() => asked.original?.deleted, '"thinking…" to go');
    expect(desk.fake.home.messages).toEqual([]);
  });

  it('in a thread belong to its channel', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'trader');
    const one = await card(desk, 'c1');
    await home(desk).send(message(say('Filled'), { under: one.ref }));
    const thread = desk.fake.threadOf(one);
    if (thread === undefined) throw new Error('no thread');
    await desk.fake.slash(ann, '/status', { channel: thread }).answer();
    expect(desk.door.heard[0]?.channel).toBe(`discord:${desk.fake.home.id}`);
    expect(thread.messages.map(({ text: said }) => said)).toEqual(['Filled', 'You said /status']);
  });

  it('edit the message that shows the same already, and say so to the one who asked', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'trader');
    const live = await card(desk, 'Status', []);
    desk.door.answer = () => answerOf(say('Status, newer'), { edits: live.ref, pin: 'status' });
    desk.fake.slash(ann, '/status');
    await until(() => live.text === 'Status, newer', 'an edit');
    await until(() => desk.door.shows.length > 0, 'it to be shown');
    expect(desk.fake.home.messages).toEqual([live]);
    live.deleted = true;
    const again = desk.fake.slash(ann, '/status');
    expect((await again.answer()).text).toBe('Status, newer');
    expect(desk.fake.home.messages).toHaveLength(1);
    await until(() => desk.door.shows.length > 1, 'it to be shown');
    expect(desk.door.shows.at(-1)).toMatchObject({ ref: desk.fake.home.last.ref, answer: { pin: 'status' } });
  });

  it('delivered twice are heard once', async () => {
    const desk = await opened();
    const asked = desk.fake.slash(desk.person('Ann', 'trader'), '/status');
    await asked.answer();
    desk.fake.repeats(asked);
    await desk.fake.slash(desk.person('Bob', 'trader'), '/status').answer();
    expect(desk.door.heard).toHaveLength(2);
    expect(desk.fake.home.messages).toHaveLength(2);
  });
});

describe('who may speak on Discord (SEC-19)', () => {
  it('is read from each interaction: another server, a missing role, private chats of anybody but owners', async () => {
    const desk = await opened();
    const { fake, door } = desk;
    const other = fake.state.addGuild('Elsewhere').addChannel('general');
    fake.state.commands.set(other.guildId as string, fake.state.commands.get(fake.guild.id) ?? []);
    const ann = desk.person('Ann', 'trader');
    const bare = fake.person('Bare');
    door.roles.set(bare.id, 'owner');
    const stranger = fake.person('Stranger', [fake.role.id]);
    await fake.slash(ann, '/status', { channel: other }).answer();
    await fake.slash(bare, '/status').answer();
    await fake.slash(ann, '/status', { dm: true }).answer();
    await fake.slash(bare, '/status', { dm: true }).answer();
    await fake.slash(stranger, '/pair 123456', { dm: true }).answer();
    await fake.slash(ann, '/status').answer();
    expect(door.heard.map(({ barred, chatKind }) => [chatKind, barred?.split(' ').slice(0, 4).join(' ')])).toEqual([
      ['group', 'Heron listens in one'],
      ['group', 'the role that Heron'],
      ['private', 'in private, Heron takes'],
      ['private', undefined],
      ['private', undefined],
      ['group', undefined],
    ]);
    expect(other.messages).toEqual([]);
    expect(fake.whispers(ann)).toHaveLength(1);
  });

  it('a stranger’s tap is answered in private, and the buttons stay (case 3)', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1', ['Approve', 'Reject']);
    const eve = desk.fake.person('Eve');
    desk.door.answer = ({ barred }) => answerOf(say(barred === undefined ? 'ok' : 'Not for you.'), { show: 'toast', discreet: true });
    const tap = desk.fake.taps(eve, one, 'Approve');
    expect((await tap.toast()).text).toBe('Not for you.');
    expect(desk.fake.whispers(eve)).toHaveLength(1);
    expect([one.buttons, one.history, desk.fake.home.messages.length]).toEqual([['Approve', 'Reject'], [], 1]);
    expect(desk.door.heard[0]).toMatchObject({ userId: eve.id, barred: expect.stringContaining('role') });
  });

  it('strangers learn nothing from completion', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'trader');
    expect(await desk.fake.types(ann, '/approve', 'id', 'c')).toEqual(['approve-0-c', 'c12']);
    expect(await desk.fake.types(desk.person('Eve'), '/approve', 'id', 'c')).toEqual([]);
    expect(await desk.fake.types(ann, '/approve', 'id', 'c', { dm: true })).toEqual([]);
  });

  it('completion offers at most 25 choices that fit, and nothing when it fails', async () => {
    const many = [...Array.from({ length: 40 }, (_, index) => `c${index}`), 'c1', '', 'x'.repeat(101)];
    let fail = false;
    const desk = await opened({
      deps: {
        suggest: () => {
          if (fail) throw new Error('a bug');
          return many;
        },
      },
    });
    const ann = desk.person('Ann', 'trader');
    expect(await desk.fake.types(ann, '/approve', 'id', '')).toEqual(many.slice(0, 25));
    fail = true;
    expect(await desk.fake.types(ann, '/approve', 'id', '')).toEqual([]);
  });
});

describe('taps on Discord', () => {
  it('work after a restart: the token is all that the button holds (case 1)', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1');
    const token = one.customIdOf('Approve');
    expect(token).toHaveLength(22);
    await desk.platform.stop();
    const second = createDiscord({ ...restartOf(desk), frontDoor: desk.door });
    open.push({ platform: second, fake: desk.fake });
    second.start();
    await desk.fake.connected();
    const tap = desk.fake.taps(desk.person('Ann', 'trader'), one, 'Approve');
    expect((await tap.toast()).text).toBe('Done.');
    expect(desk.door.heard.at(-1)?.said).toEqual({ token, messageRef: one.ref });
  });

  it('pass on what a forger makes up, with the message that it came from', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1');
    await desk.fake.forges(desk.person('Eve', 'trader'), one, 'approve:c1').toast();
    expect(desk.door.heard[0]?.said).toEqual({ token: 'approve:c1', messageRef: one.ref });
  });

  it('whose acknowledgement times out are decided all the same, and the card is finalized by the outbox (case 4)', async () => {
    const desk = await opened({ limits: { ackMs: 200 } });
    const one = await card(desk, 'c1');
    desk.fake.fails(/\/callback$/, { kind: 'slow', ms: 400 });
    const tap = desk.fake.taps(desk.person('Ann', 'trader'), one, 'Approve');
    await until(() => tap.refused.length > 0, 'the late acknowledgement to be refused');
    expect(tap.refused[0]?.code).toBe(10_062);
    expect(desk.door.heard).toHaveLength(1);
    await home(desk).send(message(say('c1', 'Approved by Ann on Discord'), { action: 'edit', ref: one.ref }));
    expect([one.text, one.buttons]).toEqual(['c1\nApproved by Ann on Discord', []]);
    expect(tap.followUps).toEqual([]);
  });

  it('and commands whose acknowledgement hangs are answered by a message, unless it is meant for one', async () => {
    const desk = await opened();
    const ann = desk.person('Ann', 'trader');
    desk.fake.fails(/\/callback$/, { kind: 'slow', ms: 3_500 }, 2);
    const open = desk.fake.slash(ann, '/status');
    const discreet = desk.fake.slash(ann, '/balance');
    desk.door.answer = ({ said }) => answerOf(say('An answer'), { discreet: 'text' in said && said.text === '/balance' });
    await until(() => open.refused.length + discreet.refused.length === 2, 'both to be refused');
    expect(desk.fake.home.messages.map(({ text: said }) => said)).toEqual(['An answer']);
    expect(desk.fake.whispers(ann)).toEqual([]);
  });

  it('are acknowledged once more when only the answer was lost', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1');
    desk.fake.fails(/\/callback$/, { kind: 'cut', when: 'after' });
    const tap = desk.fake.taps(desk.person('Ann', 'trader'), one, 'Approve');
    expect((await tap.toast()).text).toBe('Done.');
    expect(tap.refused.map(({ code }) => code)).toEqual([40_060]);
  });

  it('leave it to whoever acknowledged first', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1');
    const ann = desk.person('Ann', 'trader');
    desk.door.answer = async () => answerOf(say('from us'), { show: 'toast' });
    const twin = createDiscord(restartOf(desk));
    open.push({ platform: twin, fake: desk.fake });
    twin.start();
    await until(() => desk.fake.gateway.connected === 2, 'a twin');
    const tap = desk.fake.taps(ann, one, 'Approve');
    await tap.toast();
    await until(() => tap.refused.length > 0, 'one to be second');
    await desk.fake.slash(ann, '/status').acknowledged();
    expect(tap.followUps).toHaveLength(1);
  });

  it('that open something new post it, and edit what they name', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1', ['Why', 'Refresh']);
    const ann = desk.person('Ann', 'trader');
    const shown = tapOf('More');
    desk.door.answer = ({ said }) =>
      'token' in said && said.token === one.customIdOf('Why')
        ? answerOf(say('Because'), { taps: [shown] })
        : answerOf(say('c1, fresh'), { edits: one.ref });
    await desk.fake.taps(ann, one, 'Why').toast();
    expect(desk.fake.home.last.text).toBe('Because');
    await until(() => desk.door.shows.length > 0, 'it to be shown');
    expect(desk.door.shows[0]?.ref).toBe(desk.fake.home.last.ref);
    desk.fake.taps(ann, one, 'Refresh');
    await until(() => one.text === 'c1, fresh', 'an edit');
  });

  it('answered too late for their token leave no trace but a line in the log', async () => {
    const desk = await opened({ limits: { tokenMs: 30 } });
    const ann = desk.person('Ann', 'trader');
    desk.door.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return answerOf(say('late'));
    };
    desk.fake.slash(ann, '/status');
    await until(() => desk.logs.some((line) => line.includes('time to answer is over')), 'a line in the log');
    desk.door.answer = () => answerOf(say('in time'));
    expect((await desk.fake.slash(ann, '/status').answer()).text).toBe('in time');
  });
});

/** The parts of the same desk for a second process. */
function restartOf({ fake, door, logs }: Desk): DiscordDeps {
  return {
    token: fake.token,
    api: fake.api,
    guild: fake.guild.id,
    channel: fake.home.id,
    role: fake.role.id,
    frontDoor: door,
    registry: createRegistry(COMMANDS),
    suggest: () => [],
    paint: async () => new Uint8Array([1]),
    clock: systemClock(),
    log: (line) => void logs.push(line),
    onUp: () => undefined,
    onDown: () => undefined,
    renewed: () => undefined,
  };
}

describe('messages to Discord', () => {
  it('show the picture with its words, and keep it through edits while it is the same', async () => {
    const desk = await opened();
    const drawn: Reply = { title: 'c1', blocks: [picture(chartOf('BTC'), 'A chart of BTC.')] };
    const ref = (await home(desk).send(message(drawn))) as string;
    const one = desk.fake.home.last;
    expect(one.ref).toBe(ref);
    expect(one.now.files).toMatchObject([{ filename: 'chart.png', description: 'A chart of BTC.', contentType: 'image/png' }]);
    expect([...(one.now.files[0]?.bytes ?? [])]).toEqual([137, 80, 78, 71, 1]);
    expect(one.now.embeds[0]?.image?.url).toBe('attachment://chart.png');
    const [file] = one.now.files;
    await home(desk).send(message({ ...drawn, title: 'c1, approved' }, { action: 'edit', ref }));
    expect([one.title, one.now.files, desk.painted.length]).toEqual(['c1, approved', [file], 1]);
    await home(desk).send(message({ title: 'c1', blocks: [picture(chartOf('ETH'), 'Another.')] }, { action: 'edit', ref }));
    expect(one.now.files).toMatchObject([{ description: 'Another.' }]);
    await home(desk).send(message(say('c1, over'), { action: 'edit', ref }));
    expect(one.now.files).toEqual([]);
  });

  it('that cannot be drawn are told in words', async () => {
    const desk = await opened({ deps: { paint: () => Promise.reject(new Error('no fonts')) } });
    await home(desk).send(message({ title: 'c1', blocks: [picture(chartOf('BTC'), 'A chart of BTC.')] }));
    expect(desk.fake.home.last.text).toBe('c1\nA chart of BTC.');
  });

  it('are posted once, whatever is cut, also by a process that never recorded it (case 11)', async () => {
    const desk = await opened();
    const one = message(say('Filled t1'));
    desk.fake.fails(/^POST .*\/messages$/, { kind: 'cut', when: 'after' });
    await expect(home(desk).send(one)).rejects.toThrow('Discord could not be reached.');
    const second = createDiscord(restartOf(desk));
    open.push({ platform: second, fake: desk.fake });
    const ref = await second.channel(`discord:${desk.fake.home.id}`).send(one);
    expect(desk.fake.home.messages.map((posted) => posted.ref)).toEqual([ref]);
  });

  it('of 5,000 characters full of markup and mentions are delivered whole, and ping nobody (case 8, SEC-20)', async () => {
    const desk = await opened();
    const nasty = '_ * < & @everyone <@1> `x` ||y|| [a](https://b.c)\n# '.repeat(100);
    expect(nasty.length).toBeGreaterThan(5_000);
    const ref = await home(desk).send(message({ title: '@here <@&2> *c1*', blocks: [text(nasty)] }, { taps: [tapOf('Approve')] }));
    const [first, ...rest] = desk.fake.home.messages;
    expect(first?.ref).toBe(ref);
    expect(first?.title).toBe('@here <@&2> *c1*');
    expect(first?.buttons).toEqual(['Approve']);
    const whole = [first, ...rest].map((page) => page?.text.replace(/^@here.*\n/, '')).join('\n');
    expect(whole.replace(/\s/g, '')).toBe(nasty.replace(/\s/g, ''));
    expect(desk.fake.home.messages.flatMap(({ pings }) => pings)).toEqual([]);
    for (const { method, body } of desk.fake.requests)
      if (method === 'POST' && body.includes('embeds')) expect(body).toContain('"allowed_mentions":{"parse":[]}');
  });

  it('wait as long as Discord asks (case 8)', async () => {
    const desk = await opened();
    desk.fake.fails(/^POST .*\/messages$/, { kind: 'rate', seconds: 7 });
    desk.fake.fails(/^PATCH .*/, { kind: 'rate', seconds: 3, global: true });
    const late: unknown = await Promise.resolve(home(desk).send(message(say('a')))).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(SendLater);
    expect((late as SendLater).retryAfterMs).toBe(7_000);
    const one = await card(desk, 'b');
    const edit: unknown = await Promise.resolve(home(desk).send(message(say('c'), { action: 'edit', ref: one.ref }))).catch(
      (e: unknown) => e,
    );
    expect(edit).toBeInstanceOf(SendLater);
    expect((edit as SendLater).retryAfterMs).toBeGreaterThan(2_900);
    expect((edit as SendLater).retryAfterMs).toBeLessThanOrEqual(3_000);
  });

  it('are held back before Discord has to say no', async () => {
    const desk = await opened({ limits: { posts: { count: 2, windowMs: 500 } } });
    await home(desk).send(message(say('1')));
    await home(desk).send(message(say('2')));
    const three = message(say('3'));
    const held: unknown = await Promise.resolve(home(desk).send(three)).catch((error: unknown) => error);
    expect(held).toBeInstanceOf(SendLater);
    await new Promise((resolve) => setTimeout(resolve, (held as SendLater).retryAfterMs + 20));
    await home(desk).send(three);
    expect(desk.fake.home.messages).toHaveLength(3);
    expect(desk.fake.server.rates.exceeded).toBe(0);
  });

  it('that belong to a card go to its thread, which is begun once and opened again', async () => {
    const desk = await opened();
    const one = await card(desk, 'Proposal c1: long BTC/USDT');
    const ref = (await home(desk).send(message(say('Triggered'), { under: one.ref, silent: true }))) as string;
    const thread = desk.fake.threadOf(one);
    expect([thread?.name, ref]).toEqual(['c1: long BTC/USDT', thread?.messages[0]?.ref]);
    expect(thread?.messages[0]?.silent).toBe(true);
    (thread as { archived: boolean }).archived = true;
    await home(desk).send(message(say('Filled'), { under: one.ref }));
    (thread as { archived: boolean }).archived = true;
    await home(desk).send(message(say('Triggered, at 64,000'), { action: 'edit', ref }));
    expect(thread?.messages.map(({ text: said }) => said)).toEqual(['Triggered, at 64,000', 'Filled']);
    const second = createDiscord(restartOf(desk));
    open.push({ platform: second, fake: desk.fake });
    await second.channel(`discord:${desk.fake.home.id}`).send(message(say('Closed'), { under: one.ref }));
    expect(thread?.messages).toHaveLength(3);
    expect(desk.fake.requests.filter(({ path }) => path.endsWith('/threads')).length).toBe(2);
  });

  it('reply to the card where there is no thread: in private, when threads are not allowed, when one was deleted', async () => {
    const desk = await opened();
    const { fake, platform } = desk;
    const dm = platform.channel(`discord:${fake.dm(desk.person('Ann', 'owner')).id}`);
    const inDm = (await dm.send(message(say('c1')))) as string;
    await dm.send(message(say('Filled'), { under: inDm }));
    const [channelId = '', first] = inDm.split('/');
    expect(fake.channel(channelId).last.replyTo).toBe(first);
    const one = await card(desk, 'c1');
    await home(desk).send(message(say('Triggered'), { under: one.ref }));
    (fake.threadOf(one) as { gone: boolean }).gone = true;
    await home(desk).send(message(say('Filled'), { under: one.ref }));
    expect([fake.home.last.text, fake.home.last.replyTo]).toEqual(['Filled', one.id]);
    fake.guild.everyone.permissions &= ~BITS.createThreads;
    const two = await card(desk, 'c2');
    await home(desk).send(message(say('Filled too'), { under: two.ref }));
    expect(fake.home.last.replyTo).toBe(two.id);
    two.deleted = true;
    await home(desk).send(message(say('Closed'), { under: two.ref }));
    expect(fake.home.last.text).toBe('Closed');
  });

  it('that can never arrive are given up, those that may arrive later are not', async () => {
    const desk = await opened();
    const one = await card(desk, 'c1');
    const send = (rest: Partial<Message> = {}): Promise<unknown> =>
      Promise.resolve(home(desk).send(message(say('x'), rest))).catch((error: unknown) => error);
    one.deleted = true;
    expect(await send({ action: 'edit', ref: one.ref })).toBeInstanceOf(NeverSend);
    expect(await send({ action: 'edit', ref: 'nonsense' })).toBeInstanceOf(NeverSend);
    desk.fake.guild.everyone.permissions &= ~BITS.sendMessages;
    const forbidden = await send();
    expect(forbidden).not.toBeInstanceOf(NeverSend);
    expect((forbidden as Error).message).toBe('Discord refused: the bot lacks a permission in this channel (50013).');
    desk.fake.guild.everyone.permissions |= BITS.sendMessages;
    desk.fake.home.gone = true;
    expect(await send()).toBeInstanceOf(NeverSend);
    expect(desk.door.leaves).toEqual([`discord:${desk.fake.home.id}: the channel is gone`]);
  });

  it('with a part that Discord does not like still arrive, in words', async () => {
    const desk = await opened();
    desk.fake.fails(/^POST .*\/messages$/, { kind: 'status', status: 413 });
    await expect(home(desk).send(message(say('a')))).rejects.toThrow('Discord refused');
    const twice = [tapOf('Yes'), tapOf('No')].map((tap) => ({ ...tap, token: 'x'.repeat(101) }));
    await expect(home(desk).send(message(say('a'), { taps: twice }))).rejects.toBeInstanceOf(NeverSend);
  });

  it('can be sent while the gateway is not connected', async () => {
    const desk = await opened({ start: false });
    await home(desk).send(message(say('early')));
    expect(desk.fake.home.last.text).toBe('early');
    expect(desk.platform.state().state).toBe('off');
  });
});

describe('the connection to Discord', () => {
  it('is up with its commands registered, and registers them again only when they changed', async () => {
    const desk = await opened();
    expect(desk.platform.state()).toMatchObject({ name: 'discord', state: 'up', reason: '' });
    expect(desk.told).toEqual(['up', 'renewed']);
    const puts = (): number => desk.fake.requests.filter(({ method }) => method === 'PUT').length;
    expect(puts()).toBe(2);
    await desk.platform.stop();
    expect(desk.platform.state().state).toBe('off');
    const same = createDiscord(restartOf(desk));
    open.push({ platform: same, fake: desk.fake });
    const looks = (): number => desk.fake.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/commands')).length;
    same.start();
    await until(() => looks() === 4, 'a look at the commands');
    await same.stop();
    expect(puts()).toBe(2);
    const changed = createDiscord({ ...restartOf(desk), registry: createRegistry(COMMANDS.slice(1)) });
    open.push({ platform: changed, fake: desk.fake });
    changed.start();
    await until(() => puts() === 4, 'new commands');
  });

  it('comes back by itself after a cut, resumes, and does not call it a new session', async () => {
    const desk = await opened();
    desk.fake.dropGateway();
    await until(() => desk.fake.gateway.resumed === 1, 'a resumed session');
    expect((await desk.fake.slash(desk.person('Ann', 'trader'), '/status').answer()).text).toBe('You said /status');
    desk.fake.gateway.askToReconnect();
    await until(() => desk.fake.gateway.resumed === 2, 'another resumed session');
    expect(desk.told).toEqual(['up', 'renewed']);
  });

  it('has open cards rendered again after a new session', async () => {
    const desk = await opened();
    desk.fake.invalidateSession();
    await until(() => desk.fake.gateway.identified === 2, 'a new session', 15_000);
    await until(() => desk.told.length === 3, 'the renewal');
    expect(desk.told).toEqual(['up', 'renewed', 'renewed']);
  });

  it('is tried again until Discord is there', async () => {
    const desk = await opened({ start: false });
    await desk.fake.goDown();
    desk.platform.start();
    await until(() => desk.platform.state().state === 'down', 'down');
    expect(desk.platform.state().reason).toBe('Discord could not be reached');
    await desk.fake.comeBack();
    await until(() => desk.platform.state().state === 'up', 'up', 15_000);
    expect(desk.told).toEqual(['down: Discord could not be reached', 'up', 'renewed']);
  });

  it('says in words that the token was revoked, and works again with it once it is good', async () => {
    const desk = await opened();
    desk.fake.revokeToken();
    await until(() => desk.platform.state().state === 'down', 'down');
    expect(desk.told.at(-1)).toBe("down: Discord does not accept the bot's token: it was revoked or mistyped (setting discord.token)");
    await expect(home(desk).send(message(say('a')))).rejects.toThrow("Discord does not accept the bot's token");
    desk.fake.restoreToken();
    await until(() => desk.platform.state().state === 'up', 'up', 20_000);
    await home(desk).send(message(say('b')));
  });

  it('survives packets that make no sense', async () => {
    const desk = await opened();
    const { gateway } = desk.fake;
    gateway.say('no json');
    gateway.say('null');
    gateway.say(JSON.stringify({ op: 10 }));
    gateway.say(JSON.stringify({ op: 0, t: 'GUILD_CREATE', s: 99, d: null }));
    gateway.dispatch('INTERACTION_CREATE', null);
    gateway.dispatch('INTERACTION_CREATE', { id: '1', type: 2, data: { options: 'x' } });
    gateway.dispatch('CHANNEL_UPDATE', { id: 7 });
    expect((await desk.fake.slash(desk.person('Ann', 'trader'), '/status').answer()).text).toBe('You said /status');
    expect(desk.logs).toContain('Discord sent something that made no sense; Heron left it aside.');
  });

  it('says that a channel was deleted, and that the bot was put out of the server', async () => {
    const desk = await opened();
    const { fake } = desk;
    fake.gateway.dispatch('GUILD_DELETE', { id: fake.guild.id, unavailable: true });
    fake.gateway.dispatch('CHANNEL_DELETE', { ...fake.home.json(), id: '123456789012345678' });
    fake.gateway.dispatch('GUILD_DELETE', { id: fake.guild.id });
    await until(() => desk.door.leaves.length === 2, 'two goodbyes');
    expect(desk.door.leaves).toEqual([
      'discord:123456789012345678: the channel was deleted',
      `discord:${fake.home.id}: the bot was put out of the server`,
    ]);
  });

  it('waits twice as long after each refusal, up to a minute', async () => {
    const clock = new VirtualClock(parseInstant('2026-01-05T08:00:00Z'));
    const desk = await opened({ start: false, deps: { clock } });
    desk.fake.revokeToken();
    const tries = (): number => desk.fake.requests.filter(({ path }) => path === '/gateway/bot').length;
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
    desk.platform.start();
    for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await until(() => tries() === index + 1, `try ${index + 1}`);
      await settled();
      clock.advanceTo(later(clock.now(), seconds * 1_000 - 1));
      await settled();
      expect(tries()).toBe(index + 1);
      clock.advanceTo(later(clock.now(), 1));
    }
    expect(desk.told).toHaveLength(1);
  });

  it('speaks of a break only when it lasts', async () => {
    const clock = new VirtualClock(parseInstant('2026-01-05T08:00:00Z'));
    const desk = await opened({ deps: { clock } });
    await desk.fake.goDown();
    await new Promise((resolve) => setTimeout(resolve, 100));
    clock.advanceTo(later(clock.now(), 9_999));
    expect(desk.platform.state().state).toBe('up');
    clock.advanceTo(later(clock.now(), 1));
    expect(desk.platform.state()).toMatchObject({ state: 'down', since: '2026-01-05T08:00:10.000Z' });
    await desk.fake.comeBack();
    await until(() => desk.platform.state().state === 'up', 'up');
    expect(desk.told).toEqual(['up', 'renewed', 'down: Discord could not be reached', 'up']);
  });

  it('is begun anew when it does not come back by itself', async () => {
    const clock = new VirtualClock(parseInstant('2026-01-05T08:00:00Z'));
    const desk = await opened({ deps: { clock } });
    await desk.fake.goDown();
    await new Promise((resolve) => setTimeout(resolve, 100));
    clock.advanceTo(later(clock.now(), 45_000));
    await desk.fake.comeBack();
    clock.advanceTo(later(clock.now(), 1_000));
    await until(() => desk.platform.state().state === 'up', 'up');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect([desk.fake.gateway.connected, desk.told.filter((one) => one === 'renewed').length]).toEqual([1, 2]);
  });

  it('never shows its token', async () => {
    const desk = await opened();
    const { fake } = desk;
    fake.fails(/callback$/, { kind: 'status', status: 500 }, 2);
    await fake
      .slash(desk.person('Ann', 'trader'), '/status')
      .acknowledged()
      .catch(() => undefined);
    fake.revokeToken();
    await until(() => desk.platform.state().state === 'down', 'down');
    const errors: unknown[] = [];
    for (const fault of [
      { kind: 'cut', when: 'before' },
      { kind: 'status', status: 500 },
      { kind: 'rate', seconds: 1 },
    ] as const) {
      fake.fails(/^POST .*\/messages$/, fault);
      await Promise.resolve(home(desk).send(message(say('a')))).catch((error: unknown) => errors.push(error));
    }
    const said = [...desk.logs, ...desk.told, fake.everything(), JSON.stringify(desk.platform.state())];
    for (const error of errors as Error[]) said.push(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`);
    expect(errors).toHaveLength(3);
    for (const line of said) expect(line).not.toContain(fake.token);
  });
});

describe('checkDiscord', () => {
  const check = ({ fake }: Desk, changes: object = {}) =>
    checkDiscord({ token: fake.token, api: fake.api, guild: fake.guild.id, channel: fake.home.id, commands: COMMANDS, ...changes });
  const found = async (...args: Parameters<typeof check>): Promise<string[]> =>
    (await check(...args)).map(({ name, ok, found: what }) => `${ok ? 'ok' : 'NOT'} ${name}: ${what}`);

  it('finds everything in order, and prints how to invite the bot', async () => {
    const desk = await opened();
    expect(await found(desk)).toEqual([
      'ok Discord token: valid, the bot is called heron',
      'ok Discord intents: Heron asks for no privileged one',
      expect.stringMatching(
        /^ok Discord invite: https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&scope=bot\+applications\.commands&permissions=\d+$/,
      ),
      'ok Discord server: the bot is in Desk',
      'ok Discord channel: the bot may do all that it needs in #trading',
      'ok Discord commands: registered',
    ]);
  });

  it('says what is missing: token, server, channel, permissions, commands', async () => {
    const desk = await opened({ start: false });
    const { fake } = desk;
    expect(await found(desk, { token: 'wrong' })).toEqual([
      "NOT Discord token: Discord does not accept the bot's token: it was revoked or mistyped (setting discord.token)",
    ]);
    expect(await found(desk, { guild: '' })).toContain(
      'ok Discord server: none is set (discord.guild): only private messages of owners are answered',
    );
    expect(await found(desk, { channel: '' })).toContain(
      'ok Discord channel: none is set (discord.channel): Heron speaks in no channel of the server',
    );
    expect(await found(desk, { guild: '123456789012345678' })).toContain(
      'NOT Discord server: Discord refused: the server is not there, or the bot was not invited to it (10004)',
    );
    expect(await found(desk, { channel: '123456789012345678' })).toContain(
      'NOT Discord channel: Discord refused: the channel is gone (10003)',
    );
    fake.home.overwrites.push({ id: fake.guild.id, type: 'role', allow: 0n, deny: BITS.attachFiles });
    expect((await found(desk)).slice(-2)).toEqual([
      'NOT Discord channel: in #trading it lacks Attach Files',
      'ok Discord commands: not registered yet; the next start does it',
    ]);
    await fake.goDown();
    expect(await found(desk)).toEqual(['NOT Discord token: Discord could not be reached']);
  });
});
