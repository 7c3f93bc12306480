import { type Scale, scaleOf } from './scale.ts';
import type { SoundChart } from './soundChart.ts';

/** How far from the candles a level may lie, in heights of the candles, before it is only pointed at. */
const REACH = 2.2;
/** How far it may always lie, as a share of the price: a few quiet candles say little about how far prices go. */
const NEAR = 0.008;
const NEAR_OF_FEW = 0.05;
const FEW = 20;
/** Share of the height that is left free at each end. */
const ROOM = 0.06;

/** The scale of prices between two pixels: all candles, and all levels that do not press the candles flat. */
export function priceScale({ candles, levels }: Pick<SoundChart, 'candles' | 'levels'>, bottom: number, top: number): Scale {
  const prices = levels.map(({ price }) => price);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [, , most, least] of candles) {
    low = Math.min(low, least);
    high = Math.max(high, most);
  }
  if (candles.length > 0) {
    const reach = Math.max((high - low) * REACH, Math.abs(high) * (candles.length < FEW ? NEAR_OF_FEW : NEAR));
    const near = prices.filter((price) => price >= low - reach && price <= high + reach);
    low = Math.min(low, ...near);
    high = Math.max(high, ...near);
  } else if (prices.length > 0) {
    low = Math.min(...prices);
    high = Math.max(...prices);
  } else {
    return scaleOf(0, 1, bottom, top);
  }
  const room = (high - low) * ROOM;
  return scaleOf(low - room, high + room, bottom, top);
}
