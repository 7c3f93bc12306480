import { describe, expect, it } from 'vitest';
import type { CandleChart, Chart, ChartCandle } from '#src/domain/chart.ts';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import { draw, sketch } from './draw.ts';
import { isOverlap } from './rect.ts';
import { conditionSample, equitySample, scoreSample, walk } from './sample.ts';

const HOUR_MS = 3_600_000;
const pick = <T>(rng: Rng, of: readonly T[]): T => of[Math.floor(rng.next() * of.length)] as T;

/** Any chart of candles that Heron could ask for, and some that it never would. */
function randomChart(seed: number): CandleChart {
  const rng = seededRng(seed);
  const price = 10 ** (rng.next() * 12 - 6);
  const candles = walk(rng, pick(rng, [0, 1, 2, 7, 30, 96, 400]), price, rng.next() * 2);
  const near = (): number => (candles.at(-1)?.[4] ?? price) * (1 + rng.normal() * pick(rng, [0, 0.002, 0.02, 0.2]));
  const at = (): number => (candles[0]?.[0] ?? 0) + rng.next() * HOUR_MS * candles.length * 1.1;
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: Math.floor(rng.next() * (most + 1)) }, (_, i) => make(i));
  return {
    ...conditionSample(),
    title: 'BTC/USDT:USDT · 15m · long '.repeat(pick(rng, [1, 1, 3])),
    zone: pick(rng, ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']),
    candles,
    lines: some(3, (i) => ({ label: `EMA ${20 * (i + 1)}`, values: candles.map(([, , , , close]) => close * (1 + i / 200)) })),
    levels: [
      { kind: 'entry', price: near(), label: 'ENTRY' },
      { kind: 'stop', price: near(), label: 'SL' },
      ...some(9, (i) => ({ kind: 'target', price: near(), label: `TP${i + 1}` }) as const),
      { kind: 'last', price: near(), label: 'LAST' },
    ],
    zones: some(5, (i) => ({
      from: at(),
      to: at(),
      low: near(),
      high: near(),
      label: `order block ${i}`,
      tone: pick(rng, ['good', 'bad', 'neutral']),
    })),
    markers: some(12, (i) => ({ at: at(), price: near(), kind: pick(rng, ['buy', 'sell', 'stop', 'target']), label: `sold ${i}` })),
    ...(rng.next() < 0.8 ? { since: at() } : {}),
    places: Math.max(0, Math.min(12, Math.round(5 - Math.log10(price)))),
  };
}

describe('drawing', () => {
  it('never lets two labels collide or leave the picture, and shows every level, the title and the badge: 200 random charts', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const chart = randomChart(seed);
      const { labels } = sketch(chart);
      for (const [i, a] of labels.entries()) {
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= 1_200 && a.y + a.height <= 720, `${a.text} of ${seed} is inside`).toBe(true);
        for (const b of labels.slice(i + 1)) expect(isOverlap(a, b), `${a.text} and ${b.text} of ${seed}`).toBe(false);
      }
      const texts = labels.map(({ text }) => text);
      expect(texts).toContain('PAPER · SIMULATED');
      expect(texts.some((text) => text.startsWith('BTC/USDT:USDT'))).toBe(true);
      for (const { label } of chart.levels)
        expect(
          texts.some((text) => text.startsWith(`${label} `)),
          `${label} of ${seed}`,
        ).toBe(true);
    }
  });

  it('gives the same bytes for the same chart', () => {
    for (const chart of [conditionSample(), equitySample(), scoreSample()]) {
      const first = Buffer.from(draw(chart));
      draw(randomChart(5));
      expect(Buffer.from(draw(structuredClone(chart))).equals(first)).toBe(true);
    }
  });

  it('puts the label of a level beside its price when nothing is in the way', () => {
    const sample = conditionSample();
    const { labels } = sketch(sample);
    const middle = (start: string): number => {
      const label = labels.find(({ text }) => text.startsWith(start));
      return (label?.y ?? 0) + (label?.height ?? 0) / 2;
    };
    const [low, high] = [middle('SL'), middle('TP2')];
    const share = (low - middle('TP1')) / (low - high);
    expect(share).toBeCloseTo((1_100 + 900) / (2_200 + 900), 2);
    expect(low).toBeGreaterThan(high);
  });

  const sample = conditionSample();
  const flat = sample.candles.map(([at]): ChartCandle => [at, 100, 100, 100, 100, 0]);
  const only = { lines: [], zones: [], markers: [] };
  const odd: Record<string, Chart> = {
    'no candle': { ...sample, candles: [] },
    'no candle and no level': { ...sample, ...only, candles: [], levels: [] },
    'one candle': { ...sample, candles: sample.candles.slice(0, 1) },
    'prices that never moved': { ...sample, ...only, candles: flat, levels: [] },
    'prices of zero': { ...sample, ...only, candles: flat.map(([at]) => [at, 0, 0, 0, 0, 0]), levels: [] },
    'nothing but NaN': { ...sample, candles: flat.map(([at]) => [at, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]) },
    'figures beyond all bounds': {
      ...sample,
      candles: [[1e300, 1e300, 1e308, -1e308, 1, 1e308]],
      levels: [{ kind: 'entry', price: 1e308, label: 'E' }],
    },
    'a year of holes': { ...sample, candles: sample.candles.map(([at, ...rest], i) => [at + i * i * 9_000_000, ...rest]) },
    '400 candles': { ...sample, candles: walk(seededRng(1), 400, 0.000001, 3), places: 12 },
    '5,000 candles': { ...sample, candles: walk(seededRng(1), 5_000, 1_000_000, 1) },
    'twelve levels at one price': {
      ...sample,
      levels: Array.from({ length: 12 }, (_, i) => ({ kind: 'target', price: 61_000, label: `TP${i}` })),
    },
    'fifty levels': { ...sample, levels: Array.from({ length: 50 }, (_, i) => ({ kind: 'target', price: 61_000 + i, label: `TP${i}` })) },
    'very long texts': {
      ...sample,
      title: 'x'.repeat(5_000),
      subtitle: 'y '.repeat(5_000),
      badge: 'z'.repeat(500),
      lines: [{ label: 'l'.repeat(900), values: [] }],
    },
    'a zone that does not exist': { ...sample, zone: 'Mars/Olympus' },
    'levels that begin in a thousand years': { ...sample, since: 3e13 },
    'levels that began in 1970': { ...sample, since: 0 },
    'no equity': { ...equitySample(), points: [] },
    'one mark of equity': { ...equitySample(), points: equitySample().points.slice(0, 1) },
    'equity that never moved': { ...equitySample(), points: equitySample().points.map(({ at }) => ({ at, equity: 5, hold: null })) },
    'equity of nothing': {
      ...equitySample(),
      points: [
        { at: 1, equity: Number.NaN, hold: null },
        { at: 2, equity: 0, hold: Number.NaN },
        { at: 3, equity: -5, hold: 0 },
      ],
    },
    'twenty years of equity': {
      ...equitySample(),
      points: Array.from({ length: 2_000 }, (_, i) => ({ at: i * 3e8, equity: 100 + i, hold: 99 })),
    },
    'no score': { ...scoreSample(), bars: [] },
    'forty scores': {
      ...scoreSample(),
      bars: Array.from({ length: 40 }, (_, i) => ({ label: `COIN${i}/USDT`, mean: i - 20, low: -1e9, high: 1e9, trades: i, grade: 'odd' })),
    },
  };
  it.each(Object.keys(odd))('draws something sensible of %s', (name) => {
    const { labels } = sketch(odd[name] as Chart);
    expect(labels.length).toBeGreaterThan(1);
    for (const { text } of labels) expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(draw(odd[name] as Chart).length).toBeGreaterThan(1_000);
  });

  it('says so when there is nothing to draw', () => {
    const texts = (chart: Chart): string[] => sketch(chart).labels.map(({ text }) => text);
    expect(texts(odd['no candle'] as Chart)).toContain('No candle has closed yet');
    expect(texts(odd['no equity'] as Chart)).toContain('No equity was recorded yet');
    expect(texts(odd['no score'] as Chart)).toContain('No trade was closed yet');
    expect(texts(odd['forty scores'] as Chart)).toContain('and 30 more');
  });

  it('marks the deepest drawdown with its figure, and names grade and trades of each score', () => {
    const { at } = equitySample().points[0] ?? { at: 0 };
    const points = [100, 120, 90, 110].map((equity, i) => ({ at: at + i * HOUR_MS, equity, hold: 100 }));
    const texts = sketch({ ...equitySample(), points }).labels.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['max drawdown −25.0 %', 'began at 100', 'NOW 110', 'HOLD 100']));
    expect(sketch(scoreSample()).labels.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['favored', 'benched', '42 trades', '1 trade', '+0.62 R', '−0.58 R']),
    );
  });
});
