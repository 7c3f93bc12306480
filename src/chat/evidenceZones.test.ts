import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { Candles } from '#src/domain/candles.ts';
import { later, parseInstant } from '#src/domain/clock.ts';
import { evidenceZones } from './evidenceZones.ts';

const START = parseInstant('2026-01-05T00:00:00Z');
const QUARTER_MS = 900_000;
const span = { begin: START, until: later(START, 20 * QUARTER_MS) };

/** Candles of 15 minutes by high and low. */
function candlesOf(...ranges: readonly (readonly [high: number, low: number])[]): Candles {
  const candles = new Candles();
  for (const [i, [high, low]] of ranges.entries()) {
    const candle: Candle = { openedAt: later(START, i * QUARTER_MS), open: low, high, low, close: high, volume: 1 };
    candles.put('BTC/USDT', '15m', candle);
  }
  return candles;
}
const RISE = candlesOf([100, 98], [106, 99], [108, 103], [110, 104]);
const zonesOf = (evidence: readonly string[], candles = RISE, side: 'long' | 'short' = 'long') =>
  evidenceZones({ evidence, market: 'BTC/USDT', side }, candles, span);

describe('zones of evidence', () => {
  it('are the whole range of an order block, from its candle on', () => {
    expect(zonesOf(['ob:15m:2026-01-05T00:15'])).toEqual([
      { from: START + QUARTER_MS, to: span.until, low: 99, high: 106, label: 'order block 15m', tone: 'good' },
    ]);
  });

  it('are what lies between the candles around a gap, rising or falling', () => {
    expect(zonesOf(['fvg:15m:2026-01-05T00:15'])).toMatchObject([{ low: 100, high: 103, label: 'gap 15m' }]);
    const fall = candlesOf([108, 103], [106, 99], [100, 98]);
    expect(zonesOf(['fvg:15m:2026-01-05T00:15'], fall, 'short')).toMatchObject([{ low: 100, high: 103, tone: 'bad' }]);
  });

  it('begin with the picture when they are older', () => {
    const begin = START + 2 * QUARTER_MS;
    const [zone] = evidenceZones({ evidence: ['ob:15m:2026-01-05T00:15'], market: 'BTC/USDT', side: 'long' }, RISE, { ...span, begin });
    expect(zone?.from).toBe(begin);
  });

  it('are not there for what is no area, is not a gap, or has no candles any more', () => {
    const names = [
      'break:1h',
      'leg:1h:2026-01-05T00:00',
      'choch:15m:2026-01-05T00:15',
      'ob:1h:2026-01-05T00:00',
      'ob:15m:2025-01-05T00:00',
      'fvg:15m:2026-01-05T00:30',
      'fvg:15m:2026-01-05T00:00',
    ];
    expect(zonesOf(names)).toEqual([]);
  });
});
