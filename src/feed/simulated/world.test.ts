import { describe, expect, it } from 'vitest';
import { assetOf, simulatedMarket } from './markets.ts';
import { DEFAULT_MODEL, type SimulatedModel } from './model.ts';
import { BAR, World } from './world.ts';

const ASSETS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'].map((symbol) => assetOf(simulatedMarket(symbol)));
const FIRST = 29_000_000;
const DAY = 1440;

/** Nothing but independent normal returns. */
const PLAIN: SimulatedModel = {
  ...DEFAULT_MODEL,
  trendPctPerHour: 0,
  rangePullPerHour: 0,
  clustering: 0,
  correlation: 0,
  gapsPerDay: 0,
  shocksPerWeek: 0,
};

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Bars of each asset. */
function series(minutes: number, model: SimulatedModel = DEFAULT_MODEL, seed = 7, assets = ASSETS): Bar[][] {
  const world = new World(seed, assets, model, FIRST);
  const out = new Float64Array(assets.length * BAR);
  const bars: Bar[][] = assets.map(() => []);
  for (let minute = 0; minute < minutes; minute++) {
    world.advance(out, 0);
    for (const [asset, list] of bars.entries()) {
      const [open = 0, high = 0, low = 0, close = 0, volume = 0] = out.subarray(asset * BAR, asset * BAR + BAR);
      list.push({ open, high, low, close, volume });
    }
  }
  return bars;
}

/** Log returns over `length` minutes, close to close. */
function returnsOf(bars: readonly Bar[], length = 1): number[] {
  const closes = bars.filter((_, index) => (index + 1) % length === 0).map(({ close }) => Math.log(close));
  return closes.slice(1).map((close, index) => close - (closes[index] as number));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let index = 0; index < a.length; index++) {
    const x = (a[index] as number) - meanA;
    const y = (b[index] as number) - meanB;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

const autocorrelation = (values: readonly number[], lag: number): number => correlation(values.slice(lag), values.slice(0, -lag));

/** Mean of high − low over `length` minutes, in percent. */
function rangePct(bars: readonly Bar[], length: number): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at + length <= bars.length; at += length) {
    const part = bars.slice(at, at + length);
    sum += Math.max(...part.map(({ high }) => high)) / Math.min(...part.map(({ low }) => low)) - 1;
    count++;
  }
  return (100 * sum) / count;
}

const [BTC = [], ETH = [], SOL = []] = series(60 * DAY);

describe('the simulated world', () => {
  it('makes candles that can be true, each opening where the one before closed or at a gap', () => {
    for (const bars of [BTC, ETH, SOL]) {
      expect(bars.every(({ open, high, low, close }) => low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close))).toBe(
        true,
      );
      expect(bars.every(({ volume }) => volume > 0 && Number.isFinite(volume))).toBe(true);
    }
    expect(BTC[0]?.open).toBeCloseTo(64_000, 6);
  });

  it('is lively: a quarter of an hour spans 0.4 to 0.8 percent and an hour 0.8 to 1.6, on average', () => {
    for (const bars of [BTC, ETH, SOL]) {
      for (const [length, least, most] of [
        [15, 0.4, 0.8],
        [60, 0.8, 1.6],
      ] as const) {
        expect(rangePct(bars, length)).toBeGreaterThan(least);
        expect(rangePct(bars, length)).toBeLessThan(most);
      }
    }
  });

  it('is the same for the same seed, another for another seed', () => {
    expect(series(500, DEFAULT_MODEL, 1)).toEqual(series(500, DEFAULT_MODEL, 1));
    expect(series(500, DEFAULT_MODEL, 1)[0]?.at(-1)).not.toEqual(series(500, DEFAULT_MODEL, 2)[0]?.at(-1));
  });

  it('gives an asset the same prices whichever others are there', () => {
    expect(series(500, DEFAULT_MODEL, 3, ASSETS.slice(1))[0]).toEqual(series(500, DEFAULT_MODEL, 3)[1]);
  });

  it('goes on from saved numbers as if it had never stopped', () => {
    const out = new Float64Array(ASSETS.length * BAR);
    const again = new Float64Array(ASSETS.length * BAR);
    const world = new World(5, ASSETS, { ...DEFAULT_MODEL, shocksPerWeek: 200 }, FIRST);
    for (let minute = 0; minute < 3000; minute++) world.advance(out, 0);
    const copy = new World(5, ASSETS, { ...DEFAULT_MODEL, shocksPerWeek: 200 }, FIRST);
    expect(copy.restore(JSON.parse(JSON.stringify(world.save())))).toBe(true);
    expect(copy.minute).toBe(FIRST + 3000);
    for (let minute = 0; minute < 300; minute++) {
      world.advance(out, 0);
      copy.advance(again, 0);
      expect(again).toEqual(out);
    }
  });

  it('refuses saved numbers that are not its own', () => {
    const world = new World(5, ASSETS, DEFAULT_MODEL, FIRST);
    expect(world.restore([])).toBe(false);
    expect(world.restore(new World(5, ASSETS.slice(1), DEFAULT_MODEL, FIRST).save())).toBe(false);
    expect(world.restore(world.save().map(() => Number.NaN))).toBe(false);
    expect(world.minute).toBe(FIRST);
  });

  it('stays near home for a year', () => {
    const [bars = []] = series(365 * DAY, DEFAULT_MODEL, 11, ASSETS.slice(0, 1));
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const bar of bars) {
      low = Math.min(low, bar.low);
      high = Math.max(high, bar.high);
    }
    expect(low).toBeGreaterThan(64_000 / 10);
    expect(high).toBeLessThan(64_000 * 10);
  });
});

describe('each part of the model', () => {
  it('clusters volatility: a wild minute is followed by wild ones, for hours', () => {
    const sizes = returnsOf(BTC).map(Math.abs);
    for (const lag of [1, 10, 60]) expect(autocorrelation(sizes, lag)).toBeGreaterThan(0.1);
    const [plain = []] = series(60 * DAY, PLAIN);
    for (const lag of [1, 10, 60]) expect(Math.abs(autocorrelation(returnsOf(plain).map(Math.abs), lag))).toBeLessThan(0.02);
  });

  it('moves assets together as much as it is told', () => {
    expect(correlation(returnsOf(BTC, 15), returnsOf(ETH, 15))).toBeGreaterThan(0.5);
    expect(correlation(returnsOf(BTC, 15), returnsOf(ETH, 15))).toBeLessThan(0.95);
    for (const told of [0, 0.3, 0.9]) {
      const [a = [], b = []] = series(20 * DAY, { ...PLAIN, correlation: told });
      expect(correlation(returnsOf(a), returnsOf(b))).toBeCloseTo(told, 1);
    }
  });

  it('opens gaps about as often as it is told, and nowhere else', () => {
    const gapsIn = (bars: readonly Bar[]): number[] =>
      bars.slice(1).flatMap(({ open }, index) => {
        const jump = Math.abs(open / (bars[index] as Bar).close - 1);
        return jump > 1e-9 ? [jump * 100] : [];
      });
    const gaps = gapsIn(BTC);
    expect(gaps.length / 60).toBeGreaterThan(1.3);
    expect(gaps.length / 60).toBeLessThan(2.7);
    expect(Math.min(...gaps)).toBeGreaterThan(0.35 * 0.59);
    expect(Math.max(...gaps)).toBeLessThan(0.35 * 1.41);
    const [none = []] = series(60 * DAY, { ...DEFAULT_MODEL, gapsPerDay: 0 });
    expect(gapsIn(none)).toEqual([]);
  });

  it('shocks all assets at once, about as often as it is told, and leaves them restless', () => {
    const shocksIn = (all: readonly (readonly Bar[])[]): number[] => {
      const [first = []] = all;
      const found: number[] = [];
      for (let at = 4; at < first.length; at++) {
        const moves = all.map((bars) => Math.log((bars[at] as Bar).close / (bars[at - 4] as Bar).close));
        const together = moves.every((move) => Math.sign(move) === Math.sign(moves[0] as number) && Math.abs(move) > 0.015);
        if (together && at - (found.at(-1) ?? -100) > 60) found.push(at);
      }
      return found;
    };
    const weeks = 60 / 7;
    const found = shocksIn([BTC, ETH, SOL]);
    expect(found.length / weeks).toBeGreaterThan(2);
    expect(found.length / weeks).toBeLessThan(7);
    expect(shocksIn(series(60 * DAY, { ...DEFAULT_MODEL, shocksPerWeek: 0 }))).toEqual([]);

    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const sizes = returnsOf(BTC).map(Math.abs);
    const after = found.flatMap((at) => sizes.slice(at + 5, at + 25));
    expect(mean(after)).toBeGreaterThan(1.3 * mean(sizes));
  });

  it('trends: hours go on the way that the hours before went', () => {
    const [trending = []] = series(60 * DAY, { ...PLAIN, trendPctPerHour: 1 });
    const [plain = []] = series(60 * DAY, PLAIN);
    expect(autocorrelation(returnsOf(trending, 60), 1)).toBeGreaterThan(0.2);
    expect(Math.abs(autocorrelation(returnsOf(plain, 60), 1))).toBeLessThan(0.08);
  });

  it('ranges: while one lasts, what went up comes down again', () => {
    const [ranging = []] = series(60 * DAY, { ...PLAIN, rangePullPerHour: 0.9 });
    expect(autocorrelation(returnsOf(ranging, 60), 1)).toBeLessThan(-0.05);
  });
});
