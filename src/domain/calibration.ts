import { studentQuantile } from './score.ts';

/** What became of everything that somebody held: sums, so that one more costs the same however many there were. */
export interface TrackRecord {
  /** Opinions with a direction whose horizon has passed. */
  readonly resolved: number;
  readonly right: number;
  /** Σ (probability − right)², with right as 1 or 0. */
  readonly brierSum: number;
  /** Σ of the move in the direction held, percent of price, and Σ of its squares. */
  readonly moveSum: number;
  readonly moveSquares: number;
  /** For each tenth of probability, how many and how many were right. */
  readonly buckets: readonly (readonly [count: number, right: number])[];
}

export const EMPTY_RECORD: TrackRecord = { resolved: 0, right: 0, brierSum: 0, moveSum: 0, moveSquares: 0, buckets: [] };

/** With fewer than this nobody is judged, and a newcomer's coin weighs as many in the score. */
export const FEWEST_TO_JUDGE = 20;

/** The Brier score of whoever always says a half. */
const COIN_BRIER = 0.25;

/** Mean of (probability − outcome)², 0 for a seer, 0.25 for a coin, 1 for the always wrong (Brier 1950); undefined before the first. */
export const brierOf = ({ brierSum, resolved }: TrackRecord): number | undefined => (resolved === 0 ? undefined : brierSum / resolved);

/** Share that was right, 0–1; undefined before the first. */
export const rightShareOf = ({ right, resolved }: TrackRecord): number | undefined => (resolved === 0 ? undefined : right / resolved);

/**
 * How much better than a coin, 0–1: the Brier skill score 1 − B ÷ 0.25 (Murphy 1973), with B shrunk to a coin's by 20 opinions and nothing below
 * zero: B = (Σ (p − o)² + 20 · 0.25) ÷ (n + 20). Who is worse than a coin is not believed in reverse.
 */
export function skillOf({ brierSum, resolved }: TrackRecord): number {
  const shrunk = (brierSum + FEWEST_TO_JUDGE * COIN_BRIER) / (resolved + FEWEST_TO_JUDGE);
  return Math.max(0, 1 - shrunk / COIN_BRIER);
}

/** What the direction held was worth, in percent of price, before costs; infinite bounds while too few are independent of each other. */
export interface MeanMove {
  readonly meanPct: number;
  readonly lowPct: number;
  readonly highPct: number;
}

/**
 * Mean move in the direction held, with Student's interval. Opinions whose horizons overlap `overlap` times share most of what they measure, and
 * count as n ÷ `overlap` of them (as for overlapping forecasts in Hansen & Hodrick 1980); undefined before the first.
 */
export function meanMoveOf({ resolved, moveSum, moveSquares }: TrackRecord, intervalPct: number, overlap: number): MeanMove | undefined {
  if (resolved === 0) return undefined;
  const meanPct = moveSum / resolved;
  const independent = resolved / Math.max(1, overlap);
  if (independent < 2) return { meanPct, lowPct: Number.NEGATIVE_INFINITY, highPct: Number.POSITIVE_INFINITY };
  // Rounding may leave a hair below zero where every move was the same.
  const variance = Math.max(0, moveSquares / resolved - meanPct ** 2) * (independent / (independent - 1));
  const reach = variance === 0 ? 0 : studentQuantile(independent - 1, 0.5 + intervalPct / 200) * Math.sqrt(variance / independent);
  return { meanPct, lowPct: meanPct - reach, highPct: meanPct + reach };
}

/** What was said against what came: of opinions that said between `from` and `to`, both 0–1, this share was right. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly rightShare: number;
}

/** The reliability table (Murphy & Winkler 1977): one line for each tenth of probability that was ever said. */
export const reliabilityOf = ({ buckets }: TrackRecord): Bucket[] =>
  buckets.flatMap(([count, right], tenth) =>
    count === 0 ? [] : [{ from: tenth / 10, to: (tenth + 1) / 10, count, rightShare: right / count }],
  );
