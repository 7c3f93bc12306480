import { beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { seededRng } from '#src/domain/rng.ts';
import { type CandleFile, candlesIn } from '#src/feed/candleFile/read.ts';
import { marketOf } from '#src/shell/fileMarket.ts';
import { settingsFor } from '#src/shell/replaySettings.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import { walkCsv } from '#test/walk.ts';
import { averageCross, FAST, SLOW } from './averageCross.ts';
import { buyAndHold, withoutLimits } from './buyAndHold.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { randomEntries } from './randomEntries.ts';

const START = parseInstant('2026-01-01T00:00:00Z');
const file: CandleFile = candlesIn(Buffer.from(walkCsv(START, 10 * 1440, 21)), 'walk.csv');
const market = marketOf('BTC/USD', file.candles);
const settings = settingsFor(loadSettings({ env: {}, folder: '/nowhere', sets: ['smc.profile=intraday'] }), 'auto', market);
const rules = { file, market, settings };
const first = file.candles[0] as Candle;
const last = file.candles.at(-1) as Candle;

describe('buy and hold', () => {
  it('makes what the price makes on nearly all of the capital, less costs, and is out at the end', async () => {
    const { results, pnl } = await outcomeOf({ ...rules, settings: withoutLimits(settings), strategist: buyAndHold });
    expect(results).toHaveLength(8);
    const wanted = 10_000 * (last.close / first.close - 1);
    expect(Math.abs(toNumber(pnl) - wanted)).toBeLessThan(0.05 * Math.abs(wanted) + 60);
  });
});

describe('the moving-average rule', () => {
  it('enters where the averages over whole windows cross, and is never short on a spot market', async () => {
    const long = candlesIn(Buffer.from(walkCsv(START, 25 * 1440, 22)), 'walk.csv');
    const hours = long.candles.filter((_, i) => i % 60 === 59).map(({ close }) => close);
    const mean = (end: number, length: number): number => hours.slice(end - length, end).reduce((sum, close) => sum + close, 0) / length;
    const above = hours.map((_, i) => (i + 1 < SLOW ? undefined : mean(i + 1, FAST) > mean(i + 1, SLOW)));
    const crosses = above.flatMap((is, i) => (is === true && above[i - 1] === false ? [START + (i + 1) * 3_600_000] : []));
    expect(crosses.length).toBeGreaterThan(2);
    const { results, shapes } = await outcomeOf({ ...rules, file: long, strategist: averageCross });
    expect(results.length).toBeGreaterThan(1);
    expect(results.length).toBeLessThanOrEqual(crosses.length);
    const days = new Set(crosses.map((at) => Math.floor(at / 86_400_000) * 86_400_000));
    for (const { day } of results) expect(days).toContain(day);
    for (const { side, stop } of shapes) {
      expect(side).toBe('long');
      expect(stop).toBeLessThan(1);
    }
  });
});

describe('random entries', () => {
  let smc: Outcome;
  beforeAll(async () => {
    smc = await outcomeOf({ ...rules, strategist: smcStrategist(settings.values.smc) });
  });
  const drawn = (seed: number): Promise<Outcome> => {
    const span = { from: first.openedAt, to: last.openedAt };
    return outcomeOf({ ...rules, strategist: randomEntries({ seed, shapes: smc.shapes, ...span, settings: settings.values }) });
  };

  it('are about as many, with the very exit plans of the others, at other moments, the same for the same seed', async () => {
    expect(smc.results.length).toBeGreaterThan(5);
    const one = await drawn(1);
    expect(one.results.length).toBeGreaterThan(smc.results.length * 0.7);
    expect(one.results.length).toBeLessThanOrEqual(smc.results.length);
    const kinds = (outcome: Outcome): Set<string> =>
      new Set(
        outcome.shapes.map(({ stop, targets, exits }) => JSON.stringify([stop.toFixed(4), targets.map(({ at }) => at.toFixed(3)), exits])),
      );
    const known = kinds(smc);
    for (const kind of kinds(one)) expect(known).toContain(kind);
    expect(await drawn(1)).toEqual(one);
    expect((await drawn(2)).results).not.toEqual(one.results);
  });

  it('lose what trading costs where the price is a walk without memory', async () => {
    const rng = seededRng(99);
    let price = 50_000;
    const candles = Array.from({ length: 10 * 1440 }, (_, i): Candle => {
      const open = price;
      price = open * (1 + rng.normal() * 0.0008);
      const high = Math.max(open, price) * 1.0001;
      const low = Math.min(open, price) * 0.9999;
      return { openedAt: instant(START + i * 60_000), open, high, low, close: price, volume: 20 };
    });
    const walk = { ...rules, file: { candles, report: file.report } };
    let sum = 0;
    let count = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const span = { from: first.openedAt, to: last.openedAt };
      const strategist = randomEntries({ seed, shapes: smc.shapes, ...span, settings: settings.values });
      for (const { r } of (await outcomeOf({ ...walk, strategist })).results) {
        sum += r;
        count++;
      }
    }
    expect(count).toBeGreaterThan(40);
    expect(sum / count).toBeLessThan(0.1);
  });
});
