import { describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import type { EventData } from '#src/ledger/event.ts';
import { pendingMessages } from '#src/ledger/outbox.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import { announce } from './announce.ts';
import { Outbox } from './outbox.ts';
import { toPlainText } from './plainText.ts';
import type { Message } from './platform.ts';
import type { Reply } from './reply.ts';

const ANN = 'user:telegram:111:Ann';
const IDEA = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
} as const;

/** A message as somebody sees it: what it is, and its lines. */
interface Seen {
  readonly action: string;
  readonly ref: string;
  readonly under: string | undefined;
  readonly title: string;
  readonly text: string;
  readonly commands: readonly string[];
  readonly silent: boolean;
}

/** Ann's private chat, a group, and Bob's chat on Discord, in a world. */
class Chats {
  readonly seen = new Map<string, Seen[]>();
  readonly #world: World;
  readonly #outbox: Outbox;

  constructor(world: World) {
    this.#world = world;
    this.#outbox = new Outbox({
      ledger: world.ledger,
      clock: world.clock,
      mergeAbove: 8,
      channel: (name) => (name === 'terminal' ? undefined : { name, edits: true, send: (message) => this.#come(name, message) }),
    });
  }

  #come(name: string, { action, ref, under, reply, silent }: Message): string {
    const list = this.seen.get(name) ?? [];
    this.seen.set(name, list);
    const commands = reply.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons.map(({ command }) => command) : []));
    const own = ref ?? `${name}/${list.length + 1}`;
    list.push({ action, ref: own, under, title: reply.title, text: toPlainText(reply), commands, silent });
    return own;
  }

  /** What came in a chat since this was asked last. */
  async in(name: string): Promise<Seen[]> {
    await this.#outbox.deliver();
    return this.seen.get(name)?.splice(0) ?? [];
  }

  write<K extends keyof EventData>(kind: K, subject: string, data: EventData[K], actor = 'heron'): void {
    this.#world.ledger.transact((tx) => tx.append({ kind, subject, actor, data }));
  }
}

const PRIVATE = 'telegram:111';
const GROUP = 'telegram:-5';
const DISCORD = 'discord:9';

async function talking(options: WorldOptions = {}): Promise<{ world: World; chats: Chats }> {
  // Messages of chats are delivered when a test asks what came.
  const platforms = (): undefined => undefined;
  const world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'], platforms, ...options });
  const chats = new Chats(world);
  chats.write('person.paired', 'telegram:111', { id: 'telegram:111', platform: 'telegram', user_id: '111', name: 'Ann', role: 'owner' });
  chats.write('chat.opened', PRIVATE, {
    id: PRIVATE,
    platform: 'telegram',
    chat_id: '111',
    kind: 'private',
    title: 'Ann',
    person_id: 'telegram:111',
  });
  chats.write('chat.opened', GROUP, { id: GROUP, platform: 'telegram', chat_id: '-5', kind: 'group', title: 'desk', person_id: null });
  chats.write('chat.opened', DISCORD, { id: DISCORD, platform: 'discord', chat_id: '9', kind: 'group', title: 'trades', person_id: null });
  for (const name of [PRIVATE, GROUP, DISCORD]) await chats.in(name);
  world.heard();
  return { world, chats };
}

describe('a proposal in chats', () => {
  it('is a card on each, which an answer on one changes on all; what happens next is told under it', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.proposes(IDEA);
    const [card] = await chats.in(DISCORD);
    expect(card).toMatchObject({ action: 'send', title: 'Proposal c1: long BTC/USDT · PAPER · SIMULATED' });
    expect(card?.commands).toEqual(['/approve c1', '/reject c1', '/approve c1 half', '/why c1']);
    await chats.in(GROUP);
    await chats.in(PRIVATE);

    await world.says('/approve c1', { actor: 'user:discord:222:Bob' });
    for (const name of [DISCORD, GROUP, PRIVATE]) {
      const [edit, ...rest] = await chats.in(name);
      expect(rest).toEqual([]);
      expect(edit).toMatchObject({ action: 'edit', ref: `${name}/1`, title: 'c1 is armed: long BTC/USDT · PAPER · SIMULATED' });
      expect(edit?.text).toMatch(/\nApproved by Bob on Discord 08:01 UTC, armed until 14:01\n/);
      expect(edit?.commands).toEqual(['/disarm c1', '/why c1']);
    }

    await world.minutes(5, { 'BTC/USDT': 64_010 });
    const entered = await chats.in(GROUP);
    expect(entered.map(({ action, ref, under, title }) => [action, action === 'edit' ? ref : under, title])).toEqual([
      ['send', `${GROUP}/1`, 't1 is open: long BTC/USDT · PAPER · SIMULATED'],
      ['edit', `${GROUP}/1`, 'c1 is open as t1: long BTC/USDT · PAPER · SIMULATED'],
    ]);
    expect(entered[1]?.text).toMatch(/\nTriggered 08:0\d UTC\nt1: 0\.01\d+ at 64,0\d\d\.\d+ · stop 63,000\n/);
    expect(entered[1]?.commands).toEqual(['/why c1']);

    await world.minutes(20, { 'BTC/USDT': 65_600 });
    const target = await chats.in(GROUP);
    expect(target.filter(({ action }) => action === 'send').map(({ under, title }) => [under, title])).toEqual([
      [`${GROUP}/1`, expect.stringMatching(/^t1: target 1 taken/)],
      [`${GROUP}/1`, expect.stringMatching(/^t1: break-even stop/)],
    ]);
    expect(target.at(-1)?.text).toMatch(/· stop 64,\d\d\d(?:\.\d+)? · target 1 of 2 taken\n/);

    await world.minutes(20, { 'BTC/USDT': 64_000 });
    const over = await chats.in(GROUP);
    expect(over.at(0)).toMatchObject({ action: 'send', under: `${GROUP}/1` });
    expect(over.at(0)?.title).toMatch(/^t1 closed: \+/);
    const last = over.findLast(({ action }) => action === 'edit');
    expect(last?.title).toMatch(/^c1 closed \+\d+\.\d\d USDT: long BTC\/USDT · PAPER · SIMULATED$/);
    expect(last?.text).toMatch(/\nt1 closed 08:\d\d UTC: \+\d+\.\d\d USDT \(\+\d\.\d+ R\), the stop, moved to break-even, was hit\n/);
  });

  it('that the policy approves at once is one message, without buttons that are dead already', async () => {
    const { world, chats } = await talking({ sets: ['policy.autopilot=true'] });
    await using _ = world;
    await world.proposes(IDEA);
    const came = await chats.in(GROUP);
    expect(came.map(({ action, title }) => [action, title])).toEqual([['send', 'c1 is armed: long BTC/USDT · PAPER · SIMULATED']]);
    expect(came[0]?.text).toContain('Approved by the policy 08:01 UTC, armed until');
  });

  it('that expires loses its buttons on every copy, with the reason', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.proposes({ ...IDEA, hours: 1 });
    for (const name of [DISCORD, GROUP, PRIVATE]) await chats.in(name);
    await world.minutes(61);
    for (const name of [DISCORD, GROUP, PRIVATE]) {
      const [edit] = await chats.in(name);
      expect(edit).toMatchObject({ action: 'edit', title: 'c1 expired: long BTC/USDT · PAPER · SIMULATED', commands: ['/why c1'] });
      expect(edit?.text).toContain('Expired 09:01 UTC: nobody answered in time');
    }
  });

  it('of which half is taken is replaced, and the half has a card of its own, also where that was said', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.proposes(IDEA);
    await chats.in(PRIVATE);
    await world.says('/approve c1 half', { actor: ANN });
    expect(
      (await chats.in(PRIVATE)).map(({ action, title, text }) => [action, title, /\n(?:Approved|Replaced).*/.exec(text)?.[0]]),
    ).toEqual([
      ['edit', 'c1 was replaced: long BTC/USDT · PAPER · SIMULATED', '\nReplaced 08:01 UTC: half of it was approved as c2'],
      [
        'send',
        'c2 is armed: long BTC/USDT · PAPER · SIMULATED',
        expect.stringMatching(/^\nApproved by Ann on Telegram 08:01 UTC, armed until/),
      ],
    ]);
  });

  it('that a guard stops is told under its card, because nobody looks at old cards', async () => {
    const { world, chats } = await talking({ sets: ['policy.autopilot=true'] });
    await using _ = world;
    await world.proposes(IDEA);
    await world.price('BTC/USDT', 63_900);
    await chats.in(GROUP);
    await world.price('BTC/USDT', 64_001, { spreadBps: 60 });
    const came = await chats.in(GROUP);
    expect(came.map(({ action, title }) => [action, title])).toEqual([
      ['send', 'c1 triggered, but the guard spread said no · PAPER · SIMULATED'],
      ['edit', 'c1 was denied by a guard: long BTC/USDT · PAPER · SIMULATED'],
    ]);
    expect(came[1]?.text).toContain('The guard spread said no 08:01 UTC: ');
  });

  it('keeps the figures that were answered, whatever the price does afterwards', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.proposes(IDEA);
    const [card] = await chats.in(GROUP);
    const size = /^size.*$/m.exec(card?.text ?? '')?.[0];
    await world.minutes(1, { 'BTC/USDT': 63_200 });
    await world.says('/reject c1 too late in the day', { actor: ANN });
    const [edit] = await chats.in(GROUP);
    expect(edit?.text).toContain(size);
    expect(edit?.text).toContain('Rejected by Ann on Telegram 08:02 UTC: too late in the day');
  });

  it('shows the first yes of two, and keeps its buttons', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.proposes(IDEA);
    await chats.in(GROUP);
    chats.write('approval.pledged', 'c1', { params_hash: world.condition('c1')?.paramsHash ?? '', risk_pct: 0.2 }, ANN);
    const [edit] = await chats.in(GROUP);
    expect(edit?.commands).toHaveLength(4);
    expect(edit?.text).toContain('Approved by Ann on Telegram 08:01 UTC as the first of two; a second person has to approve it.');
  });

  it('is not shown where nobody wants proposals; there its answers are lines', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    chats.write('notice.set', GROUP, { kind: 'proposal', mode: 'off' });
    await world.proposes(IDEA);
    expect(await chats.in(GROUP)).toEqual([]);
    await world.says('/approve c1', { actor: ANN });
    expect((await chats.in(GROUP)).map(({ action, title }) => [action, title])).toEqual([
      ['send', expect.stringMatching(/^c1: Approved by Ann on Telegram; armed until /)],
    ]);
    chats.write('notice.set', GROUP, { kind: 'answer', mode: 'off' });
    await world.says('/disarm c1');
    expect(await chats.in(GROUP)).toEqual([]);
  });
});

describe('the picture of a proposal', () => {
  it('is on each copy of its card, also when it is edited, and not at the terminal', async () => {
    const { world } = await talking();
    await using _ = world;
    world.ledger.within((tx, event) => announce(tx, event, ['terminal'], world.app));
    await world.minutes(16);
    await world.proposes(IDEA);
    await world.says('/approve c1', { actor: ANN });
    const rows = world.ledger.all<{ channel: string; action: string; reply: string }>(
      "select channel, action, reply from outbox where card = 'c1'",
    );
    expect(rows.map(({ channel, action }) => `${action} ${channel}`).sort()).toEqual(
      [DISCORD, GROUP, PRIVATE].flatMap((channel) => [`edit ${channel}`, `send ${channel}`]).sort(),
    );
    for (const { reply } of rows) {
      const chart = (JSON.parse(reply) as Reply).blocks.find((block) => block.kind === 'chart');
      expect(chart?.chart).toMatchObject({ kind: 'candles', market: 'BTC/USDT' });
    }
    const lines = world.ledger.all<{ reply: string }>("select reply from outbox where channel = 'terminal'");
    expect(lines.length).toBeGreaterThan(1);
    for (const { reply } of lines) expect(reply).not.toContain('"kind":"chart"');
  });
});

describe('what else chats are told', () => {
  it('leaves out the private chat of whoever did it, and nobody else', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    await world.says('/halt', { actor: ANN });
    expect(await chats.in(PRIVATE)).toEqual([]);
    expect((await chats.in(GROUP)).map(({ title }) => title)).toEqual(['Halted by Ann on Telegram.']);
    expect(world.heard().join('\n')).toContain('Halted by Ann on Telegram.');
  });

  it('comes as each chat wants it; a halt comes to all', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    chats.write('notice.set', GROUP, { kind: 'halt', mode: 'silent' });
    chats.write('notice.set', DISCORD, { kind: 'system', mode: 'off' });
    chats.write('feed.died', 'BTC/USDT', { reason: 'no answer' });
    await world.says('/halt');
    expect((await chats.in(GROUP)).map(({ title, silent }) => [title, silent])).toEqual([
      ['Halted at the terminal.', true],
      ['The prices of BTC/USDT stopped: no answer.', false],
    ]);
    expect((await chats.in(DISCORD)).map(({ title }) => title)).toEqual(['Halted at the terminal.']);
  });

  it('has no sound in quiet hours, but for halts, orders that went wrong and audits', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    // 08:01 UTC is 09:01 in Berlin.
    chats.write('quiet.set', GROUP, { from: '22:00', to: '09:05', zone: 'Europe/Berlin' });
    chats.write('feed.died', 'BTC/USDT', { reason: 'no answer' });
    await world.says('/halt');
    expect((await chats.in(GROUP)).map(({ title, silent }) => [title, silent])).toEqual([
      ['Halted at the terminal.', false],
      ['The prices of BTC/USDT stopped: no answer.', true],
    ]);
    await world.minutes(5);
    chats.write('feed.recovered', 'BTC/USDT', { reason: 'answers again' });
    expect((await chats.in(GROUP)).at(-1)?.silent).toBe(false);
  });

  it('tells of a platform that is down on the others and at the terminal', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    chats.write('platform.down', 'telegram', { reason: 'another process polls with the same token' });
    expect((await chats.in(DISCORD)).map(({ title }) => title)).toEqual([
      'telegram is not reachable: another process polls with the same token.',
    ]);
    expect(await chats.in(GROUP)).toEqual([]);
    await world.minutes(1);
    expect(world.heard().join('\n')).toContain('telegram is not reachable');
  });

  it('tells owners alone who came, and of refused taps at most once a minute', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    const tap = { platform: 'telegram', channel: GROUP, user_id: '666', name: 'Eve', reason: 'nobody is known by that number' };
    for (let i = 0; i < 100; i++) chats.write('tap.refused', 'telegram:666', tap);
    chats.write('person.paired', 'discord:7', { id: 'discord:7', platform: 'discord', user_id: '7', name: 'Bob', role: 'trader' });
    expect((await chats.in(PRIVATE)).map(({ title }) => title)).toEqual([
      'A tap of Eve on telegram was refused: nobody is known by that number.',
      'Bob was paired on discord as trader.',
    ]);
    expect(await chats.in(GROUP)).toEqual([]);
    await world.minutes(1);
    expect(world.heard().filter((text) => text.includes('A tap of Eve'))).toHaveLength(1);
    chats.write('tap.refused', 'telegram:666', tap);
    expect(await chats.in(PRIVATE)).toHaveLength(1);
  });

  it('tells nothing to somebody who was removed', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    chats.write('person.removed', 'telegram:111', { reason: 'left' });
    await world.proposes(IDEA);
    await world.says('/halt');
    expect(await chats.in(PRIVATE)).toEqual([]);
    expect(await chats.in(GROUP)).toHaveLength(2);
  });

  it('sends a summary as it was written, and says when a task failed', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    const reply = JSON.stringify({ title: 'Your Monday', blocks: [] });
    chats.write('summary.written', 'summary', { reply, head_seq: 1, head_hash: '0' });
    const ran = { task: 'audit', due_at: '2026-01-05T08:00:00.000Z', detail: 'the disk is full' };
    chats.write('schedule.ran', 's1', { ...ran, outcome: 'good' });
    chats.write('schedule.ran', 's1', { ...ran, outcome: 'failed' });
    expect((await chats.in(GROUP)).map(({ title }) => title)).toEqual(['audit, due 08:00 UTC, failed: the disk is full', 'Your Monday']);
  });
});

describe('a finding in chats', () => {
  const FINDING = { invariant: 'INV-3', row: 'fill f7', expected: 'fee 1.02', found: 'fee 0.01' };
  const audit = (world: World, count: number): void =>
    world.ledger.transact((tx) => {
      const findings = Array.from({ length: count }, (_, i) => ({ ...FINDING, row: `fill f${i + 1}` }));
      const cause = tx.append({ kind: 'audit.finished', subject: 'ledger', actor: 'audit', data: { ok: false, checked: 9, findings } });
      findings.forEach((one, i) => {
        tx.append({ kind: 'finding.opened', subject: `d${i + 1}`, actor: 'audit', cause, data: { id: `d${i + 1}`, ...one } });
      });
    });

  it('is a card with what can be done, changed when it is acknowledged, and over when it is gone', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    audit(world, 1);
    const [card, ...more] = await chats.in(GROUP);
    expect(more).toEqual([]);
    expect(card?.text).toBe(`✗ Drift d1: INV-3 · PAPER · SIMULATED
row    fill f1
since  08:01 UTC

expected → found: fee 1.02 → fee 0.01

/drift d1 · /repair d1 · /drift d1 ack`);
    chats.write('finding.acknowledged', 'd1', { reason: 'the venue rounds' }, ANN);
    const [acknowledged] = await chats.in(GROUP);
    expect(acknowledged).toMatchObject({ action: 'edit', ref: `${GROUP}/1`, commands: ['/drift d1', '/repair d1'] });
    expect(acknowledged?.text).toContain('Acknowledged by Ann on Telegram 08:01 UTC: the venue rounds');
    chats.write('finding.closed', 'd1', { reason: 'the audit no longer finds it' }, 'audit');
    const [gone] = await chats.in(GROUP);
    expect(gone).toMatchObject({ action: 'edit', commands: ['/drift d1'] });
    expect(gone?.text).toContain('Gone 08:01 UTC: the audit no longer finds it');
  });

  it('comes as one list with many others', async () => {
    const { world, chats } = await talking();
    await using _ = world;
    audit(world, 12);
    expect((await chats.in(GROUP)).map(({ title }) => title)).toEqual(['The audit has 12 findings']);
    chats.write('finding.closed', 'd1', { reason: 'the audit no longer finds it' }, 'audit');
    expect(await chats.in(GROUP)).toEqual([]);
  });
});

describe('what is queued', () => {
  it('stands under the time of the people: the market may run at another speed', async () => {
    const { world } = await talking();
    await using _ = world;
    const wall = new VirtualClock(parseInstant('2026-02-01T12:00:00Z'));
    world.ledger.within((tx, event) => announce(tx, event, [], { ...world.app, wall }));
    await world.proposes(IDEA);
    expect(pendingMessages(world.ledger, GROUP)[0]?.created_at).toBe('2026-02-01T12:00:00.000Z');
  });
});
