import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { Frame } from './frame.ts';
import type { SoundChart } from './soundChart.ts';

const WIDEST = 28;
/** Share of the width that levels get behind the newest candle when they have just begun to apply. */
const FRESH_SHARE = 0.17;
const ROOM = 26;

/** Candles stand side by side, each in a slot of the same width: a hole in time takes no room, it is marked. */
export interface Slots {
  readonly width: number;
  /** Length of a candle in ms. */
  readonly stepMs: number;
  /** Middle of the slot of a candle. */
  middle(index: number): number;
  /** Left edge of the slot of a candle. */
  edge(index: number): number;
  /** Pixel of a moment; before the first and after the last candle it goes on at the same pace. */
  xOf(at: number): number;
  /** The candle that a moment belongs to, the nearest one where there is none; -1 without candles. */
  indexOf(at: number): number;
}

export function slotsOf({ candles, timeframe, since }: Pick<SoundChart, 'candles' | 'timeframe' | 'since'>, { left, right }: Frame): Slots {
  const count = candles.length;
  const openedAt = (index: number): number => candles[index]?.[0] ?? 0;
  const stepMs = stepOf(
    candles.map(([at]) => at),
    timeframe,
  );
  const whole = right - left;
  const after = since === undefined ? count : candles.filter(([at]) => at >= since).length;
  const room = Math.max(ROOM, Math.min(FRESH_SHARE, 0.3) * whole - (after * whole) / Math.max(1, count));
  const width = Math.min(WIDEST, (whole - room) / Math.max(1, count));
  const start = right - room - count * width;
  const indexOf = (at: number): number => {
    let [from, to] = [0, count];
    while (from < to) {
      const half = (from + to) >> 1;
      if (openedAt(half) <= at) from = half + 1;
      else to = half;
    }
    return Math.max(count === 0 ? -1 : 0, from - 1);
  };
  const edge = (index: number): number => start + index * width;
  return {
    width,
    stepMs,
    edge,
    middle: (index) => start + (index + 0.5) * width,
    indexOf,
    xOf(at) {
      const index = indexOf(at);
      if (index < 0) return left;
      const into = (at - openedAt(index)) / stepMs;
      return edge(index) + (index === count - 1 || into < 0 ? into : Math.min(1, into)) * width;
    },
  };
}

/** What the timeframe says; of one that nobody knows, the smallest distance of two candles. */
function stepOf(openings: readonly number[], timeframe: string): number {
  const known = TIMEFRAME_MS[timeframe as Timeframe] as number | undefined;
  if (known !== undefined) return known;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < openings.length; i++) least = Math.min(least, (openings[i] as number) - (openings[i - 1] as number));
  return least > 0 && Number.isFinite(least) ? least : TIMEFRAME_MS['1h'];
}
