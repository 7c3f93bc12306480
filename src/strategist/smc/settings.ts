import type { StructureSettings } from '#src/analysis/smc/structures.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** Which timeframes a strategist of this profile looks at, and for how long an idea lives. */
export interface SmcProfile {
  /** The highest timeframe, which says which side may be traded at all. */
  readonly bias: { readonly timeframe: Timeframe; readonly emaLength: number };
  /** Its ATR measures stops and trails, its ADX the trend. */
  readonly decision: Timeframe;
  /** Finer timeframes whose structures count too, coarsest first. */
  readonly refinement: readonly Timeframe[];
  /** A decision follows each close of this timeframe. */
  readonly asks: Timeframe;
  /** A close of this timeframe beyond the structure says that the idea has failed. */
  readonly invalidation: Timeframe;
  readonly expiryHours: number;
  /** A position whose first target was not reached by then is left. */
  readonly timeLimit: { readonly timeframe: Timeframe; readonly candles: number };
}

/** What differs between the two regimes. */
interface RegimeSettings {
  /** Lowest score that is proposed, with the bias behind it and with a neutral bias. */
  readonly gate: { readonly aligned: number; readonly neutral: number };
  /** Distance from the structure's edge to the stop in ATR: for structures of the decision timeframe, and of the finest refinement, whose edges are less exact. */
  readonly stopAtr: { readonly decision: number; readonly finest: number };
  /** Percent of the position that leaves at target 1 and target 2; the rest is the runner. */
  readonly sharesPct: readonly [number, number];
  /** The final target lies at least this many R away. */
  readonly finalR: number;
  /** Round trip costs may take this much of the risk, percent; more, and nothing is proposed. */
  readonly costPctOfRisk: number;
}

/** Everything that the `smc` strategist can be told. Defaults: trading-rules.md, in config/default.yaml. */
export interface SmcSettings {
  readonly profile: 'swing' | 'intraday';
  readonly profiles: { readonly swing: SmcProfile; readonly intraday: SmcProfile };
  readonly structures: StructureSettings;
  /** No side is preferred while the close is this near to the average. */
  readonly neutralBps: number;
  /** Retracements of a swing leg, as fractions of it; an extension of 1.272 lies 0.272 legs beyond its end. */
  readonly fib: {
    readonly zone: { readonly from: number; readonly to: number };
    readonly levels: readonly number[];
    /** How near to a level counts as at it. */
    readonly tolerance: number;
    readonly extensions: readonly number[];
  };
  readonly points: {
    readonly block: number;
    readonly gap: number;
    readonly break: number;
    readonly fibZone: number;
    readonly fibLevel: number;
    readonly fibExtension: number;
    readonly biasAligned: number;
    readonly biasNeutral: number;
    /** Highest step first: the first whose `from` is reached counts. */
    readonly adx: readonly { readonly from: number; readonly points: number }[];
    /** Lowest step first: the first that is not exceeded counts. */
    readonly cost: readonly { readonly upToBps: number; readonly points: number }[];
  };
  readonly tight: RegimeSettings;
  readonly wide: RegimeSettings;
  readonly entry: {
    /** A trigger is never farther from the price than this, percent. */
    readonly maxDistancePct: number;
    /** Nor farther than this many ATR: what price does not reach before it expires only blocks the market. */
    readonly maxDistanceAtr: number;
    /** How far beyond a level price must be to have crossed it in the trade's direction, in ATR. */
    readonly offsetAtr: number;
  };
  readonly stop: {
    /** Nearer stops lie within the noise and are moved out. */
    readonly noiseAtr: number;
    /** Farther stops are not proposed. */
    readonly maxAtr: number;
  };
  readonly targets: {
    readonly firstR: number;
    readonly secondR: number;
    /** Least reward:risk to the first target net of costs. */
    readonly minRewardRisk: number;
  };
  readonly exits: {
    /** Trailing stop: from this R on, this many ATR. */
    readonly trail: readonly { readonly fromR: number; readonly atr: number }[];
    /** What is left after target 2 trails by this many ATR. */
    readonly runnerAtr: number;
    readonly breakEvenAfter: number;
  };
  readonly cooldown: {
    readonly marketMinutes: number;
    readonly winMinutes: number;
    readonly lossMinutes: number;
    readonly structureMinutes: number;
  };
}
