import type { CandleChart, ChartCandle } from '#src/domain/chart.ts';

/** More candles than pixels in two would be a smear. */
const MOST_CANDLES = 500;

/** A candle chart in which every number is one, in order of time, with lines that match the candles. */
export type SoundChart = CandleChart;

/** Leaves out what cannot be drawn and mends what contradicts itself: a picture with a hole is better than none. */
export function soundChart(chart: CandleChart): SoundChart {
  const order = chart.candles
    .map((candle, index) => ({ candle, index }))
    .filter(({ candle: [at, ...parts] }) => isMoment(at) && parts.slice(0, 4).every(isPrice))
    .sort((a, b) => a.candle[0] - b.candle[0])
    .filter(({ candle }, i, all) => i === 0 || candle[0] !== all[i - 1]?.candle[0])
    .slice(-MOST_CANDLES);
  return {
    ...chart,
    candles: order.map(({ candle }) => mended(candle)),
    lines: chart.lines.map(({ label, values }) => ({ label, values: order.map(({ index }) => finite(values[index])) })),
    levels: chart.levels.filter(({ price }) => isPrice(price)),
    zones: chart.zones
      .filter(({ from, to, low, high }) => isMoment(from) && isMoment(to) && isPrice(low) && isPrice(high))
      .map((zone) => ({
        ...zone,
        from: Math.min(zone.from, zone.to),
        to: Math.max(zone.from, zone.to),
        low: Math.min(zone.low, zone.high),
        high: Math.max(zone.low, zone.high),
      })),
    markers: chart.markers.filter(({ at, price }) => isMoment(at) && isPrice(price)),
    places: Number.isInteger(chart.places) ? Math.max(0, Math.min(18, chart.places)) : 2,
  };
}

function mended([at, open, high, low, close, volume]: ChartCandle): ChartCandle {
  const worth = isPrice(volume) && volume > 0 ? volume : 0;
  return [at, open, Math.max(open, high, low, close), Math.min(open, high, low, close), close, worth];
}

/** A calendar and its arithmetic go so far. */
export const isMoment = (ms: number): boolean => Math.abs(ms) < 8e15;
/** What is larger is a mistake, and would overflow. */
const isPrice = (value: number): boolean => Math.abs(value) < 1e15;

const finite = (value: number | null | undefined): number | null => (value != null && isPrice(value) ? value : null);
