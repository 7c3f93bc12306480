import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';
import { livedDay } from './livedDay.ts';

describe('STATUS-3', () => {
  it('STATUS-3: pausing, unpausing and halting twice does what doing it once does, and says so', async () => {
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    for (const [line, kind, once, again] of [
      ['/pause', 'desk.paused', /Desk main is paused/, /was paused already/],
      ['/unpause', 'desk.unpaused', /Desk main is active/, /was active already/],
      ['/halt the exchange behaves strangely', 'halt.set', /Heron is halted/, /still halted/],
      ['/resume resume trading', 'halt.ended', /Resumed/, /not halted/],
    ] as const) {
      expect(await world.says(line), line).toMatch(once);
      const { seq } = world.ledger.head;
      for (let i = 0; i < 3; i++) expect(await world.says(line), line).toMatch(again);
      expect(world.events(kind), line).toHaveLength(1);
      expect(world.ledger.head.seq, line).toBe(seq);
    }
    expect(world.ledger.all('select actor, reason, ended_seq is not null as ended from halt')).toEqual([
      { actor: 'user:terminal', reason: 'the exchange behaves strangely', ended: 1 },
    ]);
  });

  it('STATUS-3: two at once is one and an already, whoever is first', async () => {
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    const id = await world.proposes();
    const said = await Promise.all([
      world.says(`/approve ${id}`, { updateId: 'a', actor: 'user:terminal' }),
      world.says(`/approve ${id}`, { updateId: 'b', actor: 'user:shell' }),
      world.says(`/reject ${id}`, { updateId: 'c', actor: 'user:discord' }),
    ]);
    expect(said.filter((text) => /already/.test(text))).toHaveLength(2);
    expect([...world.events('condition.armed'), ...world.events('condition.rejected')]).toHaveLength(1);
    const halts = await Promise.all([1, 2, 3].map((i) => world.says('/halt now', { updateId: `h${i}` })));
    expect(halts.filter((text) => /still halted/.test(text))).toHaveLength(2);
    expect(world.events('halt.set')).toHaveLength(1);
  });

  it('STATUS-3: a halt and a pause survive a crash, and are still no second event', async () => {
    await using world = await openWorld();
    await world.says('/pause');
    await world.says('/halt a look');
    await world.restart({ crash: true });
    expect(world.ledger.memory.halt?.reason).toBe('a look');
    expect(world.ledger.memory.desks.get('main')?.status).toBe('paused');
    expect(await world.says('/halt another look')).toMatch(/still halted/);
    expect(await world.says('/pause')).toMatch(/already/);
    expect(world.events('halt.set')).toHaveLength(1);
    expect(world.events('desk.paused')).toHaveLength(1);
  });

  it('STATUS-3: an answer comes once: what was approved, rejected, expired, superseded or closed takes no other', async () => {
    await using world = await livedDay();
    const ended = world.ledger.all<{ id: string; status: string }>("select id, status from condition where status <> 'proposed'");
    expect(new Set(ended.map(({ status }) => status)).size).toBeGreaterThan(4);
    const { seq } = world.ledger.head;
    for (const { id, status } of ended) {
      for (const line of [`/approve ${id}`, `/reject ${id}`])
        expect(await world.says(line), `${line} (${status})`).toMatch(/already|expired|newer one/);
    }
    expect(world.ledger.head.seq).toBe(seq);
  });

  it('STATUS-3: there is one status of a thing, and no move that the table of moves does not have', async () => {
    await using world = await livedDay();
    world.auditsAtEnd = false;
    const { ledger } = world;
    const before = ledger.head;
    const [closed] = world.events('trade.closed');
    const condition = closed?.data.condition_id ?? '';
    for (const kind of ['condition.triggered', 'condition.expired', 'condition.disarmed', 'condition.closed'] as const) {
      const data = { quote: '', reason: 'x' };
      expect(() => ledger.transact((tx) => tx.append({ kind, subject: condition, actor: 'test', data }))).toThrow(
        /cannot become|cannot go/,
      );
    }
    const order = world.events('fill.recorded')[0]?.data.order_id ?? '';
    for (const kind of ['order.canceled', 'order.rejected', 'order.unknown'] as const) {
      expect(() => ledger.transact((tx) => tx.append({ kind, subject: order, actor: 'test', data: { reason: 'x' } }))).toThrow(
        /cannot become|cannot go/,
      );
    }
    expect(ledger.head).toEqual(before);
  });
});
