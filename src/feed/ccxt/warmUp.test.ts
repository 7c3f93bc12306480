import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { instant, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { HandSource } from '#test/fakes/handSource.ts';
import { type WarmUp, warmUp } from './warmUp.ts';

const BTC = 'BTC/USDT';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = parseInstant('2026-03-02T10:00:10Z');
const END = parseInstant('2026-03-02T10:00:00Z');

interface Asked {
  readonly timeframe: string;
  readonly since: number | undefined;
}

async function load(
  timeframes: readonly Timeframe[],
  kept: (market: string, from: number, to: number) => readonly Candle[] = () => [],
): Promise<{ found: WarmUp; asked: Asked[] }> {
  const clock = new VirtualClock(NOW);
  const source = new HandSource(clock);
  const asked: Asked[] = [];
  const original = source.fetchOHLCV.bind(source);
  source.fetchOHLCV = (market, timeframe, since, limit) => {
    asked.push({ timeframe, since });
    return original(market, timeframe, since, limit);
  };
  const found = await warmUp({ source, market: BTC, venueNow: NOW, minutes: 720, timeframes, kept, wall: clock, rng: seededRng(1) });
  return { found, asked };
}

/** Minutes that the ledger kept, all at 50, for so many hours up to `end`. */
const keptFor =
  (hours: number, end: number = END, isThere: (at: number) => boolean = () => true) =>
  (_: string, from: number, to: number): readonly Candle[] => {
    const first = Math.max(from, end - hours * HOUR);
    const count = Math.max(0, (Math.min(to, end) - first) / MINUTE);
    return Array.from({ length: count }, (_, i) => first + i * MINUTE)
      .filter(isThere)
      .map((at, i) => ({ openedAt: instant(at), open: 50, high: 50 + (i % 7), low: 49, close: 50, volume: 2 }));
  };

describe('a warm-up', () => {
  it('asks for the timeframes that somebody looks at, and for no other', async () => {
    const { found, asked } = await load(['1m', '15m', '1h']);
    expect([...new Set(asked.map(({ timeframe }) => timeframe))].sort()).toEqual(['15m', '1h', '1m']);
    expect(new Set(found.longer.map(({ timeframe }) => timeframe))).toEqual(new Set(['15m', '1h']));
    expect(found.minutes).toHaveLength(720);
  });

  it('asks the venue for nothing that the ledger has', async () => {
    const { found, asked } = await load(['15m', '1h'], keptFor(600));
    expect(asked).toEqual([]);
    const hours = found.longer.filter(({ timeframe }) => timeframe === '1h').map(({ candle }) => candle);
    expect(hours).toHaveLength(500);
    expect(hours.at(-1)).toEqual({ openedAt: END - HOUR, open: 50, high: 56, low: 49, close: 50, volume: 120 });
  });

  it('asks for the candles that are missing, and for all of one in which a minute is', async () => {
    const gap = END - 3 * HOUR - 20 * MINUTE;
    const { found, asked } = await load(
      ['1h'],
      keptFor(600, END, (at) => at !== gap),
    );
    expect(asked.filter(({ timeframe }) => timeframe === '1h')).toEqual([{ timeframe: '1h', since: END - 4 * HOUR }]);
    const closes = found.longer.map(({ candle }) => [candle.openedAt, candle.close]);
    expect(closes).toHaveLength(500);
    expect(closes.filter(([, close]) => close === 100)).toEqual([[END - 4 * HOUR, 100]]);
    expect(new Set(closes.map(([at]) => at)).size).toBe(500);
    expect(found.longer.every(({ candle }, i, all) => i === 0 || candle.openedAt > (all[i - 1]?.candle.openedAt ?? 0))).toBe(true);
  });

  it('asks for everything at once, and waits for all of it', async () => {
    const clock = new VirtualClock(NOW);
    const source = new HandSource(clock);
    let most = 0;
    let under = 0;
    const original = source.fetchOHLCV.bind(source);
    source.fetchOHLCV = async (...call) => {
      most = Math.max(most, ++under);
      await Promise.resolve();
      under--;
      return original(...call);
    };
    const options = { source, market: BTC, venueNow: NOW, minutes: 720, kept: () => [], wall: clock, rng: seededRng(1) };
    const found = await warmUp({ ...options, timeframes: ['15m', '1h', '4h', '1d'] });
    expect(most).toBeGreaterThan(3);
    expect(new Set(found.longer.map(({ timeframe }) => timeframe))).toEqual(new Set(['15m', '1h', '4h', '1d']));
  });
});
