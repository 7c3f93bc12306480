import type { Settings } from '#src/config/settings.ts';
import type { Change } from '#src/domain/adaptation.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, parseInstant } from '#src/domain/clock.ts';
import type { ConditionRow } from '#src/ledger/conditions.ts';
import type { MarketRow } from '#src/ledger/markets.ts';

/** One-minute candles of a market: six numbers each (opening in ms, open, high, low, close, volume), so that they cross to a thread as one piece. */
export interface MarketTape {
  readonly market: MarketRow;
  readonly candles: Float64Array<ArrayBuffer>;
  /** So many at the beginning lie before the trial: warm-up. */
  readonly warmup: number;
}

export interface MarketTurn {
  readonly market: string;
  readonly at: Instant;
  readonly after: string;
}

/** Everything that a trial needs, as plain data. */
export interface TrialQuestion {
  readonly settings: Settings;
  readonly change: Change;
  /** Other changes in force, oldest first: both sides have them. */
  readonly others: readonly Change[];
  readonly deskId: string;
  /** ISO instants. */
  readonly from: string;
  readonly to: string;
  readonly tapes: readonly MarketTape[];
  /** Which way the higher timeframe of each market turned, and when; oldest first. */
  readonly turns: readonly MarketTurn[];
  /** What the desk proposed in that time, whatever became of it; oldest first. */
  readonly conditions: readonly ConditionRow[];
}

const FIGURES = 6;

export function packed(candles: readonly Candle[]): Float64Array<ArrayBuffer> {
  const figures = new Float64Array(candles.length * FIGURES);
  candles.forEach(({ openedAt, open, high, low, close, volume }, i) => {
    figures.set([openedAt, open, high, low, close, volume], i * FIGURES);
  });
  return figures;
}

export function unpacked(figures: Float64Array): Candle[] {
  const candles: Candle[] = [];
  for (let i = 0; i < figures.length; i += FIGURES) {
    const [openedAt, open, high, low, close, volume] = figures.subarray(i, i + FIGURES) as unknown as [Instant, ...number[]];
    candles.push({ openedAt, open, high, low, close, volume } as Candle);
  }
  return candles;
}

/** What was not kept is not replayed: a trial begins with the first candle behind the warm-up where that is later than asked for. */
export function beginningOf({ from, tapes }: TrialQuestion): Instant {
  const first = Math.min(...tapes.map(({ candles, warmup }) => candles[warmup * FIGURES] ?? Number.POSITIVE_INFINITY));
  const asked = parseInstant(from);
  return Number.isFinite(first) && first > asked ? instant(first) : asked;
}
