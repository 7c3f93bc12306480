import { describe, expect, it, vi } from 'vitest';
import type { Reply } from '#src/chat/reply.ts';
import { openWorld, type World } from '#test/harness.ts';

const IDEA = {
  stop: 62_900,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ] as [number, number][],
  riskPct: 0.2,
};

/** A long that is stopped out within minutes, as often as somebody likes. */
async function loses(world: World): Promise<void> {
  await world.price('BTC/USDT', 63_950);
  await world.proposes({ ...IDEA, entry: 64_000 });
  await world.price('BTC/USDT', 64_010);
  await world.minutes(1, { 'BTC/USDT': 62_800 });
  await world.minutes(1, { 'BTC/USDT': 63_800 });
}

const open = (startAt: string): Promise<World> =>
  openWorld({
    prices: { 'BTC/USDT': 63_800 },
    startAt,
    sets: ['guards.marketLosses.count=50', 'guards.lossStreak.wide=50', 'guards.lossStreak.tight=50'],
  });

const told = (world: World, subject: string): { trades: number; title: string; all: Reply }[] =>
  world
    .events('summary.written')
    .filter((event) => event.subject === subject)
    .map(({ data }) => JSON.parse(data.reply) as Reply)
    .map((all) => ({ all, title: all.title, trades: (all.data as { trades?: number } | undefined)?.trades ?? 0 }));

describe('the summary of a day', () => {
  it('tells every trade once, whenever it closed and however late it is told', async () => {
    await using world = await open('2026-01-05T20:00:00Z');
    await loses(world);
    await world.minutes(130);
    await loses(world);
    await loses(world);
    await world.restart({ afterMinutes: 48 * 60 });
    await world.price('BTC/USDT', 63_800);
    await world.minutes(1);
    await loses(world);
    await world.silence(24 * 60);
    const trades = world.events('trade.closed').length;
    expect(trades).toBe(4);
    expect(told(world, 'summary').map((one) => one.trades)).toEqual([1, 2, 1]);
    expect(JSON.stringify(told(world, 'summary')[1]?.all.blocks[0])).toMatch(/This comes \d+ min late; 1 time before it was missed\./);
  });

  it('carries the anchor of the ledger: the newest event before it', async () => {
    await using world = await open('2026-01-05T21:50:00Z');
    await world.minutes(15);
    const [written] = world.events('summary.written');
    const before = world.ledger.get<{ hash: string }>('select hash from event where seq = ?', written?.data.head_seq ?? 0);
    expect(written?.data).toMatchObject({ head_seq: (written?.seq ?? 0) - 1, head_hash: before?.hash });
    expect(world.shown.join('\n')).toContain(`anchor  #${written?.data.head_seq} ${before?.hash.slice(0, 16)}`);
    expect(world.shown.join('\n')).toContain('Summary of 5 Jan: no trade closed');
  });

  it('is not told by who has removed it, nor by a Heron of an other zone at the wrong hour', async () => {
    await using world = await openWorld({
      prices: { 'BTC/USDT': 63_800 },
      startAt: '2026-01-05T19:30:00Z',
      sets: ['owner.zone=Asia/Tokyo'],
    });
    expect([...world.ledger.memory.schedules.values()]).toMatchObject([
      { spec: '22:00', zone: 'Asia/Tokyo' },
      { spec: '23:30', zone: 'Asia/Tokyo' },
    ]);
    await world.minutes(150);
    expect(world.events('summary.written')).toEqual([]);
    await world.says('/schedule remove s1');
    await world.says('/schedule remove s2');
    await world.silence(24 * 60);
    expect(world.events('summary.written')).toEqual([]);
  });

  it('says what stands between two sources, and that trading is halted', async () => {
    await using world = await open('2026-01-05T21:50:00Z');
    await world.says('/halt a drill');
    await world.minutes(15);
    expect(world.shown.join('\n')).toContain('trading  HALTED: a drill');
  });
});

describe('a reflection', () => {
  it('tells from the facts how trades ended, where, and which grades changed', async () => {
    await using world = await open('2026-01-05T09:00:00Z');
    await world.says('/schedule add reflection every 3h');
    for (let i = 0; i < 5; i++) await loses(world);
    await world.minutes(180);
    const [one] = told(world, 'reflection');
    const text = JSON.stringify(one?.all.blocks);
    expect(text).toContain('5 trades, 0 won');
    expect(text).toContain('How they ended: 5 × stop (none won).');
    expect(text).toContain('All in one market: BTC/USDT -');
    // From too few trades to a grade: a change that the scores recorded themselves.
    for (const { data } of world.events('score.graded'))
      expect(text).toContain(data.dimension === 'desk' ? 'the desk' : data.key.replaceAll('_', ' '));
    expect(world.events('score.graded').length).toBeGreaterThan(0);
    expect(world.events('schedule.ran').filter(({ data }) => data.task === 'reflection')).toHaveLength(1);
  });
});

describe('an audit on a schedule', () => {
  it('is run at its time, and notes what it finds once', async () => {
    await using world = await open('2026-01-05T09:00:00Z');
    await world.says('/schedule add audit every 1h');
    await world.minutes(61);
    await vi.waitFor(() => expect(world.events('schedule.ran')).toHaveLength(1), 10_000);
    expect(world.events('schedule.ran').map(({ data }) => `${data.task} ${data.outcome} ${data.detail}`)).toEqual([
      'audit good nothing found',
    ]);
    expect(world.events('audit.finished')).toEqual([]);
  });
});
