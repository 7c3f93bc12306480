import { describe, expect, it } from 'vitest';
import type { CandleChart, ScoreChart } from '#src/domain/chart.ts';
import { openWorld, type World } from '#test/harness.ts';

const IDEA = { entry: 64_000, stop: 63_000, targets: [[65_500, 100]], riskPct: 0.2 } as const;
const open = (): Promise<World> => openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });

async function chartOf(world: World, line: string): Promise<CandleChart> {
  const { blocks } = await world.asks(line);
  const block = blocks.find(({ kind }) => kind === 'chart');
  if (block?.kind !== 'chart' || block.chart.kind !== 'candles') throw new Error(`${line} gave no candle chart`);
  return block.chart;
}

describe('/chart', () => {
  it('shows the candles of a market in the timeframe of decisions, or in the one that is asked for', async () => {
    await using world = await open();
    await world.minutes(130, { 'BTC/USDT': 63_900 });
    const chart = await chartOf(world, '/chart btc');
    expect(chart).toMatchObject({
      market: 'BTC/USDT',
      timeframe: '1h',
      title: 'BTC/USDT · 1h',
      levels: [{ kind: 'last', price: 63_900, label: 'LAST' }],
    });
    expect(chart.candles.length).toBe(world.app.candles.of('BTC/USDT', '1h').length);
    expect((await chartOf(world, '/chart BTC/USDT 5m')).candles.length).toBe(world.app.candles.of('BTC/USDT', '5m').length);
    expect((await world.asks('/chart btc 15m')).data).toMatchObject({ market: 'BTC/USDT', timeframe: '15m' });
  });

  it('reads well where no picture can be shown', async () => {
    await using world = await open();
    await world.minutes(130, { 'BTC/USDT': 63_900 });
    expect(await world.says('/chart btc')).toMatch(
      /^BTC\/USDT 1h · PAPER · SIMULATED\nChart of BTC\/USDT: \d candles of 1h, the first of 5 Jan \d\d:00, the newest of 5 Jan 09:00, UTC time\. The price went from .* The last price is 63,900\. PAPER · SIMULATED\.\n\n\/chart BTC\/USDT 1m/,
    );
  });

  it('shows what waits, what is armed and what is open there, each by its name when there are several', async () => {
    await using world = await open();
    await world.minutes(70);
    const first = await world.proposes(IDEA);
    expect(await chartOf(world, '/chart btc')).toMatchObject({
      title: 'BTC/USDT · 1h · long',
      subtitle: expect.stringMatching(`^${first} proposed · newest candle closed`),
      levels: [{ label: 'ENTRY', price: 64_000 }, { label: 'SL', price: 63_000 }, { label: 'TP1' }, { label: 'LAST' }],
    });
    await world.says(`/approve ${first}`);
    expect((await chartOf(world, '/chart btc')).subtitle).toMatch(`${first} armed`);
    await world.price('BTC/USDT', 64_001);
    const second = await world
      .proposes({ market: 'BTC/USDT', entry: 64_300, stop: 63_300, targets: [[66_000, 100]], riskPct: 0.2 })
      .catch(() => undefined);
    const chart = await chartOf(world, '/chart btc');
    const [position] = world.ledger.memory.positions.values();
    expect(chart.since).toBe(position?.openedAt);
    expect(chart.subtitle).toMatch(/^t1 open/);
    if (second !== undefined)
      expect(chart.levels.map(({ label }) => label)).toEqual(expect.arrayContaining(['t1 ENTRY', 't1 SL', `${second} ENTRY`]));
  });

  it('helps with a market or a timeframe that is not there', async () => {
    await using world = await open();
    expect(await world.says('/chart doge')).toContain('There is no market doge here.');
    expect(await world.says('/chart btc 1d')).toBe(
      'There are no candles of 1d for BTC/USDT · PAPER · SIMULATED\nThere are some of 1m, 5m, 15m, 1h, 4h.',
    );
    expect(await world.says('/chart eth')).toContain('ETH/USDT has no candle yet');
    expect(await world.says('/chart btc 7m')).toContain('1m');
  });
});

describe('/coins', () => {
  it('draws the same figures as its table, with an interval once there are trades enough', async () => {
    await using world = await openWorld({
      prices: { 'BTC/USDT': 63_800 },
      sets: ['policy.autopilot=true', 'learning.minTradesUnknown=3', 'guards.marketLosses.count=9'],
    });
    const bars = async (): Promise<ScoreChart['bars']> => {
      const block = (await world.asks('/coins')).blocks.find(({ kind }) => kind === 'chart');
      return block?.kind === 'chart' && block.chart.kind === 'scores' ? block.chart.bars : [];
    };
    expect(await bars()).toEqual([]);
    for (const stop of [63_000, 63_100, 63_050]) {
      await world.proposes({ ...IDEA, stop });
      for (const price of [64_010, 62_900, 63_800]) await world.minutes(10, { 'BTC/USDT': price });
      const [bar] = await bars();
      const [row] = (await world.asks('/coins')).data as { trades: number; meanR: number; grade: string }[];
      expect(bar).toMatchObject({ label: 'BTC/USDT', mean: row?.meanR, trades: row?.trades, grade: row?.grade });
      if ((row?.trades ?? 0) < 3) expect(bar).not.toHaveProperty('interval');
      else {
        expect(bar?.interval?.low).toBeLessThan(bar?.mean ?? Number.NaN);
        expect(bar?.interval?.high).toBeGreaterThan(bar?.mean ?? Number.NaN);
      }
    }
    const picture = (await world.asks('/coins')).blocks.find((block) => block.kind === 'chart');
    expect(picture?.kind === 'chart' && picture.alt).toMatch(
      /Scores by market, mean result per trade\. BTC\/USDT -\d\.\d+ R in 3 trades, expected between -\d/,
    );
  });
});
