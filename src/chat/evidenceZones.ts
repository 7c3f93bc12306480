import type { Candles } from '#src/domain/candles.ts';
import type { ChartZone } from '#src/domain/chart.ts';
import { type Instant, parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';

/** `ob:15m:2026-01-05T00:30`: a structure by the candle that names it. */
const NAMED = /^(ob|fvg):(1m|5m|15m|1h|4h|1d):(\d{4}-\d\d-\d\dT\d\d:\d\d)$/;

/**
 * Structures that a condition rests on and that are areas of price, from their candle on; what began before the picture begins with it. An
 * order block is the whole range of its candle, a gap what lies between the candles before and after it. Left out when its candles are not there.
 */
export function evidenceZones(
  { evidence, market, side }: Pick<Condition, 'evidence' | 'market' | 'side'>,
  candles: Candles,
  { begin, until }: { readonly begin: number; readonly until: number },
): ChartZone[] {
  return evidence.flatMap((name): ChartZone[] => {
    const [, kind, timeframe, at] = NAMED.exec(name) ?? [];
    if (kind === undefined || timeframe === undefined || at === undefined) return [];
    const openedAt = parseInstant(`${at}Z`);
    const area = areaOf(kind, candles, market, timeframe as Timeframe, openedAt);
    if (area === undefined) return [];
    const label = `${kind === 'ob' ? 'order block' : 'gap'} ${timeframe}`;
    return [{ ...area, from: Math.max(begin, openedAt), to: until, label, tone: side === 'long' ? 'good' : 'bad' }];
  });
}

function areaOf(
  kind: string,
  candles: Candles,
  market: string,
  timeframe: Timeframe,
  openedAt: Instant,
): { readonly low: number; readonly high: number } | undefined {
  const series = candles.of(market, timeframe);
  const index = series.findLastIndex((candle) => candle.openedAt === openedAt);
  const named = series[index];
  if (named === undefined) return undefined;
  if (kind === 'ob') return { low: named.low, high: named.high };
  const [before, after] = [series[index - 1], series[index + 1]];
  if (before === undefined || after === undefined || after.openedAt - before.openedAt !== 2 * TIMEFRAME_MS[timeframe]) return undefined;
  if (after.low > before.high) return { low: before.high, high: after.low };
  return after.high < before.low ? { low: after.high, high: before.low } : undefined;
}
