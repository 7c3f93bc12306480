import { describe, expect, it } from 'vitest';
import type { EquityChart, EquityPoint } from '#src/domain/chart.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { deepest, drawdownsOf } from '#src/domain/drawdown.ts';
import { seededRng } from '#src/domain/rng.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { openWorld, type World } from '#test/harness.ts';
import { equityChart, thinned } from './equityChart.ts';

const SETS = ['policy.autopilot=true', 'desk.markets=["BTC/USDT","BTC/USDT:USDT","ETH/USDT"]'];

function drawn(world: World, days = 7): { readonly chart: EquityChart; readonly alt: string } {
  const block = equityChart(world.app, world.now, days);
  if (block?.kind !== 'chart' || block.chart.kind !== 'equity') throw new Error('no equity chart was made');
  return { chart: block.chart, alt: block.alt };
}

/** Six hours in which one trade is lost. */
async function traded(): Promise<World> {
  const world = await openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 }, sets: SETS });
  await world.minutes(120);
  await world.proposes({ entry: 64_000, stop: 63_000, targets: [[65_500, 100]], riskPct: 1 });
  await world.minutes(60, { 'BTC/USDT': 64_010 });
  await world.minutes(120, { 'BTC/USDT': 62_800, 'ETH/USDT': 3_360 });
  await world.minutes(60);
  expect(world.events('trade.closed')).toHaveLength(1);
  return world;
}

describe('the picture of equity', () => {
  it('holds every mark of the ledger and what the desk is worth now', async () => {
    await using world = await traded();
    const { chart, alt } = drawn(world);
    const marks = world.events('equity.marked').map(({ data }) => Number(data.equity));
    const now = toNumber(equityOf(world.ledger.memory, world.app.quotes, 'paper').equity);
    expect(chart.points.map(({ equity }) => equity)).toEqual([...marks, now]);
    expect(chart.points.at(-1)?.at).toBe(world.now);
    expect(chart).toMatchObject({ title: 'Equity · desk main · 1 day', asset: 'USDT', badge: 'PAPER · SIMULATED', zone: 'UTC' });
    const fall = deepest(drawdownsOf(chart.points))?.pct ?? 0;
    expect(fall).toBeLessThan(-0.3);
    expect(chart.subtitle).toContain(`max drawdown ${Number(fall.toFixed(2))} %`);
    expect(alt).toMatch(
      /^Equity · desk main · 1 day, from 5 Jan \d\d:\d\d to 5 Jan 14:01, UTC time\. It began at 10,000 USDT and is 9,\d{3}\.\d+ USDT now/,
    );
    expect(alt).toContain(`The deepest drawdown was ${Number(fall.toFixed(2))} %`);
  });

  it('compares with holding the coins of the desk in equal parts, one market each', async () => {
    await using world = await traded();
    const { chart, alt } = drawn(world);
    const held = chart.points.filter(({ hold }) => hold !== null);
    const first = held[0] as EquityPoint;
    expect(first.hold).toBe(first.equity);
    const expected = first.equity * ((62_800 / 63_800 + 3_360 / 3_200) / 2);
    expect(held.at(-1)?.hold).toBeCloseTo(expected, 0);
    expect(alt).toMatch(/Buying and holding would have come to 10,\d{3}\.\d+ USDT \(\+1\.7\d %\)/);
  });

  it('says that holding is not known while a price is missing', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: SETS });
    await world.minutes(150);
    const { chart, alt } = drawn(world);
    expect(chart.points.every(({ hold }) => hold === null)).toBe(true);
    expect(chart.subtitle).toBe('0 % · max drawdown 0 %');
    expect(alt).toContain('It has never been below an earlier best. What buying and holding would have brought is not known.');
  });

  it('is not made before there is something to see, nor for a desk that is not there', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    expect(equityChart(world.app, world.now, 7)).toBeUndefined();
    expect(equityChart(world.app, world.now, 7, 'nowhere')).toBeUndefined();
  });

  it('draws thousands of marks with few points that keep the extremes and the deepest drawdown', () => {
    const rng = seededRng(4);
    let equity = 10_000;
    const points = Array.from({ length: 20_000 }, (_, i): EquityPoint => {
      equity *= 1 + rng.normal() / 500;
      return { at: i * 60_000, equity, hold: null };
    });
    const few = thinned(points);
    expect(few.length).toBeLessThan(500);
    expect(few.map(({ at }) => at)).toEqual(few.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(deepest(drawdownsOf(few))).toEqual(deepest(drawdownsOf(points)));
    expect(Math.max(...few.map((one) => one.equity))).toBe(Math.max(...points.map((one) => one.equity)));
    expect([few[0], few.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(thinned(points.slice(0, 480))).toHaveLength(480);
  });
});
