import { describe, expect, it } from 'vitest';
import type { CandleChart } from '#src/domain/chart.ts';
import { parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import { conditionChart } from './conditionChart.ts';
import type { Block } from './reply.ts';

const HOUR_MS = 3_600_000;
const IDEA = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  riskPct: 0.2,
} as const;
const ETH = { market: 'ETH/USDT', entry: 3_220, stop: 3_150, targets: [[3_350, 100]], riskPct: 0.2 } as const;

/** A world whose markets have moved for some hours, each in its own way. */
async function moved(options: WorldOptions = {}, hours = 4): Promise<World> {
  const world = await openWorld({
    prices: { 'BTC/USDT': 63_000, 'ETH/USDT': 3_100 },
    ...options,
    sets: ['policy.autoUpToPct=0', ...(options.sets ?? [])],
  });
  for (let i = 1; i <= hours; i++)
    await world.minutes(60, { 'BTC/USDT': 63_000 + (800 * i) / hours, 'ETH/USDT': 3_100 + (100 * i) / hours });
  return world;
}

function chartOf(block: Block | undefined): { readonly chart: CandleChart; readonly alt: string } {
  if (block?.kind !== 'chart' || block.chart.kind !== 'candles') throw new Error('no candle chart was made');
  return { chart: block.chart, alt: block.alt };
}
const drawn = (world: World, id: string) => {
  const condition = world.condition(id) ?? conditionById(world.ledger, id);
  return chartOf(conditionChart(condition as Condition, world.app, world.now));
};

describe('the picture of a condition', () => {
  it('shows the market of its card, the timeframe of the decision and the newest closed candle, and says so (must pass 10)', async () => {
    await using world = await moved();
    for (const idea of [IDEA, ETH]) {
      const id = await world.proposes(idea);
      const condition = world.condition(id) as Condition;
      const { chart, alt } = drawn(world, id);
      const own = world.app.candles.of(condition.market, '1h');
      const newest = own.at(-1);
      expect(newest?.openedAt).toBe(Math.floor(world.now / HOUR_MS) * HOUR_MS - HOUR_MS);
      expect(chart).toMatchObject({ market: condition.market, timeframe: '1h', side: 'long', badge: 'PAPER · SIMULATED' });
      expect(chart.title).toBe(`${condition.market} · 1h · long`);
      expect(chart.subtitle).toBe(`${id} · newest candle closed 5 Jan 12:00 UTC`);
      expect(chart.candles.map(([at, open, high, low, close]) => [at, open, high, low, close])).toEqual(
        own.map(({ openedAt, open, high, low, close }) => [openedAt, open, high, low, close]),
      );
      expect(alt).toContain(`Chart of ${condition.market}: ${own.length} candles of 1h`);
    }
  });

  it('has entry, stop, targets and last price with their labels, from the moment it was proposed', async () => {
    await using world = await moved();
    const id = await world.proposes(IDEA);
    const { chart, alt } = drawn(world, id);
    expect(chart.levels).toEqual([
      { kind: 'entry', price: 64_000, label: 'ENTRY' },
      { kind: 'stop', price: 63_000, label: 'SL' },
      { kind: 'target', price: 65_500, label: 'TP1' },
      { kind: 'target', price: 67_000, label: 'TP2' },
      { kind: 'last', price: 63_800, label: 'LAST' },
    ]);
    expect(chart.since).toBe(world.condition(id)?.createdAt);
    expect(chart.places).toBe(2);
    expect(alt).toContain(
      'The last price is 63,800. Long: entry 64,000 (0.31 % above the last price), stop 63,000 (1.56 % below the entry), TP1 65,500 (2.34 % above the entry), TP2 67,000 (4.69 % above the entry).',
    );
    expect(alt.endsWith('PAPER · SIMULATED.')).toBe(true);
    // It waits in the outbox as JSON, and comes back as it was.
    expect(JSON.parse(canonicalJson(chart))).toEqual(chart);
  });

  it('is in the zone of its reader and holds as many candles as are set', async () => {
    await using world = await moved({ sets: ['owner.zone=Asia/Tokyo', 'chat.chartCandles=20'] }, 22);
    const { chart, alt } = drawn(world, await world.proposes(IDEA));
    expect(chart.zone).toBe('Asia/Tokyo');
    expect(chart.candles).toHaveLength(20);
    expect(chart.subtitle).toContain('newest candle closed 6 Jan 15:00 Tokyo');
    expect(chart.lines.map(({ label, values }) => [label, values.length, values.filter((value) => value !== null).length])).toEqual([
      ['EMA 20', 20, 4],
    ]);
    expect(alt).toContain('Tokyo time');
  });

  it('marks what was bought and sold, where the stop rests now and since when', async () => {
    await using world = await moved();
    const id = await world.proposes(IDEA);
    await world.says(`/approve ${id}`);
    await world.price('BTC/USDT', 64_001);
    const [entry] = world.events('fill.recorded');
    const open = drawn(world, id);
    expect(open.chart.since).toBe(parseInstant(entry?.data.at as string));
    expect(open.chart.markers).toMatchObject([
      { kind: 'buy', price: Number(entry?.data.price), label: expect.stringMatching(/^bought 0\.01/) },
    ]);
    expect(open.chart.levels[0]).toMatchObject({ kind: 'entry', price: Number(entry?.data.price) });
    await world.minutes(10, { 'BTC/USDT': 65_501 });
    const [, stop] = drawn(world, id).chart.levels;
    expect(stop?.price).toBeGreaterThan(64_000);
    await world.minutes(10, { 'BTC/USDT': 64_000 });
    const { chart, alt } = drawn(world, id);
    expect(world.condition(id)).toBeUndefined();
    expect(chart.markers.map(({ kind, label }) => [kind, label])).toEqual([
      ['buy', expect.stringMatching(/^bought /)],
      ['target', 'target 1'],
      ['stop', 'break-even'],
    ]);
    expect(alt).toMatch(
      /Bought 0\.01\d* at 64,0\d\d\.\d+ on 5 Jan 12:01, target 1 at 65,4\d\d\.\d+ on 5 Jan 12:11, break-even at 64,\d{3}/,
    );
  });

  it('shows a short below its entry, in words too', async () => {
    await using world = await moved();
    const short = { market: 'BTC/USDT:USDT', side: 'short', entry: 63_400, stop: 64_400, targets: [[61_900, 100]] } as const;
    world.feed.say('BTC/USDT:USDT', 63_800, world.now);
    await world.minutes(70, { 'BTC/USDT:USDT': 63_800 });
    const { chart, alt } = drawn(world, await world.proposes(short));
    expect(chart.title).toBe('BTC/USDT:USDT · 1h · short');
    expect(alt).toContain('Short: entry 63,400 (0.63 % below the last price), stop 64,400 (1.58 % above the entry), TP1 61,900');
  });

  it('is not made while its market has no candle', async () => {
    await using world = await openWorld();
    world.feed.say('BTC/USDT', 63_800, world.now);
    await world.price('BTC/USDT', 63_800);
    const id = await world.proposes(IDEA);
    expect(conditionChart(world.condition(id) as Condition, world.app, world.now)).toBeUndefined();
    const { candles: _, ...without } = world.app;
    expect(conditionChart(world.condition(id) as Condition, without, world.now)).toBeUndefined();
  });
});
