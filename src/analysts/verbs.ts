import type { Bucket, MeanMove } from '#src/domain/calibration.ts';
import type { Consensus } from './coordinator.ts';

/** How good an analyst has been, over all markets. */
export interface AnalystRecord {
  readonly analyst: string;
  readonly given: number;
  readonly resolved: number;
  /** False while too few are resolved to say anything. */
  readonly isJudged: boolean;
  /** 0–1; undefined before the first that was resolved. */
  readonly rightShare: number | undefined;
  /** Brier score: 0 for a seer, 0.25 for a coin. */
  readonly brier: number | undefined;
  /** 0–1, a coin has none. */
  readonly skill: number;
  readonly move: MeanMove | undefined;
  readonly reliability: readonly Bucket[];
}

/** Who says what about a market, what they hold together, and how good each of them has been. */
interface MarketView {
  readonly market: string;
  readonly consensus: Consensus;
  /** By name. */
  readonly records: readonly AnalystRecord[];
}

/** What can be asked of the analysts from outside. */
export interface AnalystVerbs {
  view(market: string): MarketView;
}
