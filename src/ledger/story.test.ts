import { describe, expect, it } from 'vitest';
import { toText } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import { openWorld, type World } from '#test/harness.ts';
import { heardBefore, lastSaid } from './heard.ts';
import { openRisk, riskAtStop, stopOf } from './openRisk.ts';
import { queueMessage } from './outbox.ts';
import { conditionOfTrade, storyOf } from './story.ts';
import { waitingMessages } from './waiting.ts';

const trading = (): Promise<World> => openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: ['policy.autopilot=true'] });
const BTC = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
} as const;

describe('storyOf', () => {
  it('holds everything of one trade and nothing of another that ran beside it', async () => {
    await using world = await trading();
    await world.proposes(BTC);
    await world.proposes({ market: 'ETH/USDT', entry: 3_220, stop: 3_150, targets: [[3_350, 100]], riskPct: 0.2 });
    for (const [btc, eth] of [
      [64_010, 3_225],
      [65_600, 3_360],
      [64_000, 3_300],
    ] as const)
      await world.minutes(10, { 'BTC/USDT': btc, 'ETH/USDT': eth });
    expect(world.events('trade.closed')).toHaveLength(2);
    const story = storyOf(world.ledger, 'c1');
    const about = story.map((event) => JSON.stringify(event.data) + event.subject);
    expect(about.some((one) => one.includes('ETH/USDT'))).toBe(false);
    const kinds = story.map(({ kind }) => kind);
    for (const kind of [
      'condition.proposed',
      'condition.armed',
      'condition.triggered',
      'order.submitted',
      'fill.recorded',
      'target.reached',
      'stop.moved',
      'trade.closed',
    ] as const) {
      expect(kinds).toContain(kind);
    }
    const orders = new Set(
      world
        .events('order.submitted')
        .filter(({ data }) => data.condition_id === 'c1')
        .map(({ subject }) => subject),
    );
    const ofOrders = world.ledger.all<{ n: number }>(
      `select count(*) as n from event where subject in (${[...orders].map((one) => `'${one}'`).join(', ')})`,
    )[0]?.n;
    expect(story.filter(({ subject }) => orders.has(subject))).toHaveLength(ofOrders ?? 0);
    expect(story.map(({ seq }) => seq)).toEqual([...story.map(({ seq }) => seq)].sort((a, b) => a - b));
    const [order] = world.events('order.submitted').filter(({ subject }) => orders.has(subject));
    expect(conditionOfTrade(world.ledger, order?.data.trade_id ?? '')).toBe('c1');
  });

  it('is empty for what never was', async () => {
    await using world = await openWorld();
    expect(storyOf(world.ledger, 'c99')).toEqual([]);
    expect(conditionOfTrade(world.ledger, 't99')).toBeUndefined();
  });

  it('finds everything by an index, so that a long ledger costs nothing', async () => {
    await using world = await trading();
    const plan = (sql: string): string =>
      world.ledger
        .all<{ detail: string }>(`explain query plan ${sql}`)
        .map(({ detail }) => detail)
        .join('; ');
    expect(plan("select * from event where subject = 'c1' order by seq")).not.toMatch(/SCAN/);
    expect(plan("select * from event where seq > 5 and seq <= 69 and kind = 'order.submitted' order by seq limit 1")).not.toMatch(/SCAN/);
    expect(plan('select condition_id from "order" where trade_id = \'t1\' limit 1')).not.toMatch(/SCAN/);
  });
});

describe('openRisk', () => {
  it('is what the stops would lose of the cost, and nothing once they lock in a gain', async () => {
    await using world = await trading();
    await world.proposes(BTC);
    await world.minutes(1, { 'BTC/USDT': 64_001 });
    const { memory } = world.ledger;
    const position = memory.positions.get('t1') as Position;
    const lost = Number(toText(position.cost)) - Number(toText(position.amount)) * 63_000;
    expect(Number(toText(openRisk(memory, 'paper').amount))).toBeCloseTo(lost, 8);
    expect(stopOf(memory, 't1')?.order.purpose).toBe('stop');
    await world.minutes(10, { 'BTC/USDT': 65_600 });
    expect(stopOf(memory, 't1')?.order.purpose).toBe('break_even');
    expect(toText(openRisk(memory, 'paper').amount)).toBe('0');
  });

  it('names a position whose stop does not rest at the venue', async () => {
    await using world = await trading();
    await world.proposes(BTC);
    await world.minutes(1, { 'BTC/USDT': 64_001 });
    const { memory } = world.ledger;
    const position = memory.positions.get('t1') as Position;
    const without = { ...memory, orders: new Map() };
    expect(riskAtStop(without, position)).toBeUndefined();
    expect(openRisk(without, 'paper').unprotected).toEqual(['t1']);
    expect(openRisk(without, 'another account').unprotected).toEqual([]);
  });
});

describe('what was heard and what waits', () => {
  it('knows an update by platform and id, and the last things said, newest first', async () => {
    await using world = await openWorld();
    await world.says('/status', { updateId: '7' });
    await world.says('/trades', { updateId: '8' });
    expect(heardBefore(world.ledger, 'terminal', '7')?.text).toBe('/status');
    expect(heardBefore(world.ledger, 'telegram', '7')).toBeUndefined();
    expect(lastSaid(world.ledger, 'terminal', 10)).toEqual(['/trades', '/status']);
    expect(lastSaid(world.ledger, 'telegram', 10)).toEqual([]);
  });

  it('counts what waits on each channel, and since when', async () => {
    await using world = await openWorld();
    world.ledger.transact((tx) => {
      for (const reason of ['a', 'b'])
        queueMessage(tx, {
          eventSeq: tx.append({ kind: 'halt.ended', subject: 'halt', actor: 'sniper', data: { reason } }),
          channel: 'telegram',
          reply: '{}',
          at: world.now,
        });
    });
    expect(waitingMessages(world.ledger)).toContainEqual({ channel: 'telegram', count: 2, since: '2026-01-05T08:00:00.000Z' });
  });
});
