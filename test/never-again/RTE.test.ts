import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENTS } from '#src/chat/announcements.ts';
import { NOTICES } from '#src/chat/notices.ts';
import { ALWAYS_TOLD, KIND_NAMES } from '#src/chat/notifyKinds.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Reply } from '#src/chat/reply.ts';
import { sentenceAbout } from '#src/chat/sentence.ts';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import type { AnyEvent, EventKind } from '#src/ledger/event.ts';
import { eventBySeq, recentEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { queueMessage } from '#src/ledger/outbox.ts';
import { openWorld } from '#test/harness.ts';
import { livedDay } from './livedDay.ts';
import { HOUSE } from './sources.ts';

/** Every kind of event that can be appended, as the ledger declares them. */
const KINDS = [
  ...(/interface EventData \{([\s\S]*?)\n\}/.exec(readFileSync(join(HOUSE, 'src/ledger/event.ts'), 'utf8'))?.[1] ?? '').matchAll(
    /^ {2}'([a-z]+\.[a-z_]+)':/gm,
  ),
].map(([, kind]) => kind as EventKind);

const replyOf = (json: string): Reply => JSON.parse(json) as Reply;

describe('RTE-1', () => {
  it('RTE-1: there is something to say, or on purpose nothing, about every kind of event', () => {
    expect(KINDS.length).toBeGreaterThan(40);
    expect(Object.keys(ANNOUNCEMENTS).sort()).toEqual([...KINDS].sort());
    expect(Object.keys(NOTICES).sort()).toEqual([...KINDS].sort());
  });

  it('RTE-1: what is told to chats is told under a kind that a chat can choose, and what nobody may miss cannot be turned off', () => {
    const notices = Object.values(NOTICES).filter((notice) => notice !== null);
    expect(notices.length).toBeGreaterThan(30);
    expect([...new Set(notices.map(({ kind }) => kind))].sort()).toEqual([...KIND_NAMES].sort());
    for (const kind of ['halt.set', 'order.unknown', 'finding.opened'] as const)
      expect(ALWAYS_TOLD.has(NOTICES[kind]?.kind ?? ''), kind).toBe(true);
  });

  it('RTE-1: every event of a day has its sentence, and those that are announced are whole messages', async () => {
    await using world = await livedDay();
    const { ledger } = world;
    const events = recentEvents(ledger, 10_000);
    expect(new Set(events.map(({ kind }) => kind)).size).toBeGreaterThan(20);
    for (const event of events) {
      expect(sentenceAbout(event), event.kind).toMatch(/^\S.* .*[.?]$/);
      expect(sentenceAbout(event), event.kind).not.toMatch(/undefined|NaN|\[object|\bnull\b/);
    }
    const told = ledger.all<{ event_seq: number; reply: string }>('select event_seq, reply from outbox');
    expect(told.length).toBeGreaterThan(10);
    for (const { event_seq, reply } of told) {
      const text = toPlainText(replyOf(reply));
      expect(text.trim(), `event ${event_seq}`).not.toBe('');
      expect(text, `event ${event_seq}`).not.toMatch(/undefined|NaN|\[object/);
    }
    // What nobody may miss did get there.
    const kinds = new Set(told.map(({ event_seq }) => eventBySeq(ledger, event_seq)?.kind));
    for (const kind of [
      'condition.proposed',
      'fill.recorded',
      'trade.closed',
      'condition.denied',
      'stop.moved',
      'target.reached',
    ] as const) {
      expect(kinds.has(kind), kind).toBe(true);
    }
  });
});

describe('RTE-2', () => {
  it('RTE-2: an event is queued once for each channel, however often somebody queues it', () => {
    const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(instant(0)) });
    const seq = ledger.transact((tx) => tx.append({ kind: 'feed.died', subject: 'x', actor: 'x', data: { reason: 'x' } }));
    for (let i = 0; i < 3; i++)
      ledger.transact((tx) =>
        queueMessage(tx, { eventSeq: seq, channel: 'terminal', reply: `{"title":"${i}","blocks":[]}`, at: instant(0) }),
      );
    expect(ledger.all('select event_seq, channel, reply from outbox')).toEqual([
      { event_seq: 1, channel: 'terminal', reply: '{"title":"0","blocks":[]}' },
    ]);
    // A change of its card is another action about the same event: once, too.
    for (let i = 0; i < 3; i++)
      ledger.transact((tx) =>
        queueMessage(tx, { eventSeq: seq, channel: 'terminal', action: 'edit', card: 'c1', reply: '{}', at: instant(0) }),
      );
    expect(ledger.all('select action from outbox order by id')).toEqual([{ action: 'send' }, { action: 'edit' }]);
    // The table itself refuses what goes around the function.
    expect(() =>
      ledger.transact((tx) =>
        tx.run(
          "insert into outbox (event_seq, channel, reply, status, attempts, created_at, seal) values (1, 'terminal', '{}', 'pending', 0, 'x', 'x')",
        ),
      ),
    ).toThrow('UNIQUE');
    ledger.close();
  });

  it('RTE-2: what was said is said once, also over restarts', async () => {
    await using world = await livedDay();
    const before = world.shown.length;
    for (const crash of [true, false]) await world.restart({ crash });
    const again = world.shown.slice(before);
    // Only the new greetings.
    expect(again.filter((text) => !text.startsWith('Heron is watching'))).toEqual([]);
    const twice = world.ledger.all('select event_seq, channel, action from outbox group by 1, 2, 3 having count(*) > 1');
    expect(twice).toEqual([]);
    expect(world.ledger.get("select count(*) as n from outbox where status <> 'sent'")).toEqual({ n: 0 });
  });

  it('RTE-2: an update that comes twice has one effect, and one answer', async () => {
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    const id = await world.proposes();
    await world.says(`/approve ${id}`, { updateId: 'tap-1' });
    await expect(world.says(`/approve ${id}`, { updateId: 'tap-1' })).rejects.toThrow('answered before');
    expect(world.events('condition.armed')).toHaveLength(1);
    await world.restart({ crash: true });
    await expect(world.says(`/reject ${id}`, { updateId: 'tap-1' })).rejects.toThrow('answered before');
    expect(world.events('condition.rejected')).toEqual([]);
  });
});

describe('RTE-3', () => {
  it('RTE-3: a listener that throws stops neither the trade nor the other listeners', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    const heard: EventKind[] = [];
    const stops = [
      world.ledger.listen(() => {
        throw new Error('a stream that fell over');
      }),
      world.ledger.listen(({ kind }: AnyEvent) => heard.push(kind)),
    ];
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900 });
    await world.price('BTC/USDT', 64_010);
    for (const stop of stops) stop();
    expect(heard).toContain('fill.recorded');
    expect(world.ledger.memory.positions.size).toBe(1);
    expect(world.ledger.memory.orders.size).toBe(1); // its stop
    expect(world.bugs.length).toBe(heard.length);
    world.bugs.length = 0;
  });

  it('RTE-3: a channel that fails holds up no other one, and gets everything in order when it is back', async () => {
    await using world = await openWorld();
    const { ledger, clock } = world;
    const heard: Record<'good' | 'bad', string[]> = { good: [], bad: [] };
    const reported: string[] = [];
    let isDown = true;
    const outbox = new Outbox({
      ledger,
      clock,
      mergeAbove: 8,
      channel: (name) =>
        name === 'good' || name === 'bad'
          ? {
              name,
              edits: true,
              send: async ({ reply: { title } }) => {
                if (name === 'bad' && isDown) throw new Error('no network');
                heard[name].push(title);
                return undefined;
              },
            }
          : undefined,
      report: (channel) => reported.push(channel),
    });
    for (let i = 0; i < 3; i++) {
      ledger.transact((tx) => {
        const seq = tx.append({ kind: 'feed.recovered', subject: 'x', actor: 'test', data: { reason: String(i) } });
        for (const channel of ['bad', 'good'])
          queueMessage(tx, { eventSeq: seq, channel, reply: JSON.stringify({ title: `message ${i}`, blocks: [] }), at: clock.now() });
      });
      await outbox.deliver();
    }
    expect(heard).toEqual({ good: ['message 0', 'message 1', 'message 2'], bad: [] });
    expect(reported).toEqual(['bad']); // and it waits before it tries again
    isDown = false;
    clock.advanceTo(instant(clock.now() + 2_000));
    await outbox.deliver();
    expect(heard.bad).toEqual(['message 0', 'message 1', 'message 2']);
    await outbox.stop();
  });

  it('RTE-3: a command that fails is answered with a reference, and the next one works', async () => {
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    const { halt } = world.app.sniper;
    world.app.sniper.halt = () => {
      throw new Error('a bug');
    };
    const answer = await world.says('/halt');
    expect(answer).toMatch(/terminal-\d+/);
    expect(answer).not.toContain('a bug');
    expect(world.bugs).toHaveLength(1);
    world.bugs.length = 0;
    world.app.sniper.halt = halt;
    expect(await world.says('/halt')).toContain('Heron is halted');
  });
});
