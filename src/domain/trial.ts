/** One side of a trial: the same candles and proposals, with or without the change. Money in the desk's quote. */
export interface TrialSide {
  readonly trades: number;
  readonly wins: number;
  /** Net, decimal text. */
  readonly pnl: string;
  /** Mean result in R, net of costs; null without trades. */
  readonly meanR: number | null;
  readonly maxDrawdownPct: number;
  /** Equity over time, at most 120 points: ISO instant and worth. */
  readonly curve: readonly (readonly [at: string, equity: number])[];
}

/** A change that was replayed over the ledger's own candles, with and without it. */
export interface Trial {
  readonly from: string;
  readonly to: string;
  readonly candles: number;
  readonly without: TrialSide;
  readonly with: TrialSide;
  /** What the change brings in R over the whole time, and the interval that holds it with `intervalPct` (bootstrap over days). */
  readonly deltaR: number;
  readonly lowR: number;
  readonly highR: number;
  readonly intervalPct: number;
  /** `too_little`: fewer candles or trades than say anything. */
  readonly verdict: 'helps' | 'harms' | 'unclear' | 'too_little';
}
