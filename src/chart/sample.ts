import type { CandleChart, ChartCandle, EquityChart, ScoreChart } from '#src/domain/chart.ts';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import { signed } from './figures.ts';

const HOUR_MS = 3_600_000;
/** 2026-01-05T08:00Z. */
const START = 1_767_600_000_000;
const BADGE = 'PAPER · SIMULATED';

/** A walk of hourly candles that moves by about `pct` percent per candle. */
export function walk(rng: Rng, count: number, from: number, pct = 0.5, stepMs = HOUR_MS): ChartCandle[] {
  let last = from;
  return Array.from({ length: count }, (_, i): ChartCandle => {
    const open = last;
    const close = open * Math.exp((rng.normal() * pct) / 100);
    const reach = (open * pct) / 100;
    last = close;
    return [
      START + i * stepMs,
      open,
      Math.max(open, close) + rng.next() * reach,
      Math.min(open, close) - rng.next() * reach,
      close,
      20 + rng.next() * 100 + (Math.abs(close - open) / reach) * 60,
    ];
  });
}

/** What a proposal looks like an hour after it was filled: everything that a candle chart can show. */
export function conditionSample(): CandleChart {
  const rng = seededRng(7);
  const candles = walk(rng, 96, 62_600, 0.32);
  const at = (index: number): number => START + index * HOUR_MS;
  const close = (index: number): number => candles[index]?.[4] ?? 0;
  const entry = Math.round(close(84) / 10) * 10;
  const values = candles.map((_, i) => (i < 19 ? null : candles.slice(i - 19, i + 1).reduce((sum, [, , , , one]) => sum + one / 20, 0)));
  return {
    kind: 'candles',
    title: 'BTC/USDT · 1h · long',
    subtitle: 'c42 · filled · newest candle closed 9 Jan 09:00 Berlin',
    zone: 'Europe/Berlin',
    badge: BADGE,
    market: 'BTC/USDT',
    timeframe: '1h',
    candles,
    lines: [{ label: 'SMA 20', values }],
    levels: [
      { kind: 'entry', price: entry, label: 'ENTRY' },
      { kind: 'stop', price: entry - 900, label: 'SL' },
      { kind: 'target', price: entry + 1_100, label: 'TP1' },
      { kind: 'target', price: entry + 2_200, label: 'TP2' },
      { kind: 'last', price: Number(close(95).toFixed(1)), label: 'LAST' },
    ],
    zones: [
      { from: at(60), to: at(110), low: entry - 620, high: entry - 330, label: 'order block 1h', tone: 'good' },
      { from: at(22), to: at(40), low: close(22) + 300, high: close(22) + 620, label: 'gap 1h', tone: 'bad' },
    ],
    markers: [
      { at: at(84), price: entry, kind: 'buy', label: 'bought 0.05' },
      { at: at(91), price: entry + 1_100, kind: 'target', label: 'TP1' },
    ],
    since: at(84),
    side: 'long',
    places: 1,
  };
}

/** Half a year of a paper account. */
export function equitySample(): EquityChart {
  const rng = seededRng(11);
  let equity = 10_000;
  let hold = 10_000;
  const points = Array.from({ length: 360 }, (_, i) => {
    if (i > 0) {
      equity *= 1 + (rng.normal() * 0.55 + 0.05) / 100;
      hold *= 1 + (rng.normal() * 0.8 - 0.005) / 100;
    }
    return { at: START + i * 12 * HOUR_MS, equity: Number(equity.toFixed(2)), hold: Number(hold.toFixed(2)) };
  });
  return {
    kind: 'equity',
    title: 'Equity · desk main · 180 days',
    subtitle: `${signed((equity / 10_000 - 1) * 100, 1)} % · buy and hold ${signed((hold / 10_000 - 1) * 100, 1)} %`,
    zone: 'Europe/Berlin',
    badge: BADGE,
    asset: 'USDT',
    points,
  };
}

/** One market of each grade. */
export function scoreSample(): ScoreChart {
  return {
    kind: 'scores',
    title: 'Scores by market',
    subtitle: 'mean R after costs with its 80 % interval',
    zone: 'UTC',
    badge: BADGE,
    bars: [
      { label: 'BTC/USDT', mean: 0.62, interval: { low: 0.21, high: 1.03 }, trades: 42, grade: 'favored' },
      { label: 'SOL/USDT', mean: 0.34, interval: { low: -0.28, high: 0.96 }, trades: 17, grade: 'normal' },
      { label: 'ETH/USDT:USDT', mean: 0.08, trades: 1, grade: 'unknown' },
      { label: 'ETH/USDT', mean: -0.22, interval: { low: -0.71, high: 0.27 }, trades: 12, grade: 'reduced' },
      { label: 'BTC/USDT:USDT', mean: -0.58, interval: { low: -0.97, high: -0.19 }, trades: 24, grade: 'benched' },
    ],
  };
}
