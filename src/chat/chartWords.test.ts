import { describe, expect, it } from 'vitest';
import type { CandleChart, ScoreChart } from '#src/domain/chart.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { altOf, dayAndTime } from './chartWords.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const CHART: CandleChart = {
  kind: 'candles',
  title: 'BTC/USDT · 1h',
  subtitle: '',
  zone: 'Europe/Berlin',
  badge: 'PAPER',
  market: 'BTC/USDT',
  timeframe: '1h',
  candles: [
    [START, 100, 112, 98, 110, 1],
    [START + 3_600_000, 110, 111, 104, 105, 1],
  ],
  lines: [{ label: 'EMA 20', values: [null, 107.123] }],
  levels: [],
  zones: [],
  markers: [],
  places: 1,
};

describe('the words of a picture', () => {
  it('tell span, change, extremes and averages of the candles', () => {
    expect(altOf(CHART)).toBe(
      'Chart of BTC/USDT: 2 candles of 1h, the first of 5 Jan 09:00, the newest of 5 Jan 10:00, Berlin time. The price went from 100 to 105 (+5 %), between 98 and 112. Averages: EMA 20 107.1 (the price is below it). PAPER.',
    );
  });

  it('tell one plan after the other, each with its own distances', () => {
    const alt = altOf({
      ...CHART,
      side: 'long',
      levels: [
        { kind: 'entry', price: 104, label: 't1 ENTRY' },
        { kind: 'stop', price: 102, label: 't1 SL' },
        { kind: 'entry', price: 110, label: 'c4 ENTRY' },
        { kind: 'target', price: 121, label: 'c4 TP1' },
        { kind: 'last', price: 105, label: 'LAST' },
      ],
    });
    expect(alt).toContain(
      'The last price is 105. Long: t1 ENTRY 104 (0.95 % below the last price), t1 SL 102 (1.92 % below the entry). c4 ENTRY 110 (4.76 % above the last price), c4 TP1 121 (10 % above the entry).',
    );
  });

  it('tell zones and what was done', () => {
    const alt = altOf({
      ...CHART,
      zones: [{ from: START, to: START, low: 101.04, high: 103, label: 'gap 15m', tone: 'good' }],
      markers: [{ at: START, price: 104.44, kind: 'buy', label: 'bought 0.5' }],
    });
    expect(alt).toContain('Gap 15m from 101 to 103. Bought 0.5 at 104.4 on 5 Jan 09:00. PAPER.');
  });

  it('say when there is nothing', () => {
    expect(altOf({ ...CHART, candles: [] })).toBe('Chart of BTC/USDT: no candle of 1h has closed yet. PAPER.');
    const none: ScoreChart = { kind: 'scores', title: 'Scores', subtitle: '', zone: 'UTC', badge: 'PAPER', bars: [] };
    expect(altOf(none)).toBe('Scores: no trade was closed yet. PAPER.');
    expect(altOf({ ...none, kind: 'equity', asset: 'USDT', points: [] })).toBe('Scores: no equity was recorded yet. PAPER.');
  });

  it('name a moment by the clocks of the zone', () => {
    expect(dayAndTime(parseInstant('2026-07-05T22:30:00Z'), 'Europe/Berlin')).toBe('6 Jul 00:30');
  });

  it('tell both lines of a replay by their names, and nothing of buying and holding', () => {
    const alt = altOf({
      kind: 'equity',
      title: 'e3 · replay of desk main',
      subtitle: '',
      zone: 'UTC',
      badge: 'PAPER',
      asset: 'USDT',
      labels: { equity: 'with e3', hold: 'without e3' },
      points: [
        { at: START, equity: 10_000, hold: 10_000 },
        { at: START + 3_600_000, equity: 10_100, hold: 9_900 },
      ],
    });
    expect(alt).toContain('It began at 10,000 USDT and is 10,100 USDT now (+1 %)');
    expect(alt).toContain('That is with e3; without e3 it is 9,900 USDT (-1 %).');
    expect(alt).not.toContain('holding');
  });
});
