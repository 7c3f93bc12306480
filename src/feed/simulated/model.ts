/**
 * What moves the simulated prices. Each figure is a part of the model on its own; 0 switches that part off and leaves the others as they are. The
 * defaults are lively rather than true to one year of one exchange: a 15-minute candle spans about 0.6 %, an hour about 1.2 %.
 */
export interface SimulatedModel {
  /** Standard deviation of a one-hour move of an asset with volatility 1, in percent, averaged over calm and stormy times. */
  readonly hourlyVolatilityPct: number;
  /** Trends: drift while one lasts, in percent per hour, up or down. They last some hours each and take turns with ranges. */
  readonly trendPctPerHour: number;
  /** Ranges: part of the distance from the middle of the range that is taken back per hour while one lasts, 0–1. */
  readonly rangePullPerHour: number;
  /** Volatility clusters: standard deviation of the logarithm of volatility, in equal parts common to all markets (hours) and own (half an hour). */
  readonly clustering: number;
  /** Part of the variance that all assets share, 0–1: how much they move together. */
  readonly correlation: number;
  /** Price gaps per asset and day, on average: a minute opens away from the close before, and nothing traded in between. */
  readonly gapsPerDay: number;
  /** Size of a typical gap, in percent. */
  readonly gapPct: number;
  /** Shocks per week, on average: all assets fall or rise together within a few minutes, and volatility stays high for an hour or so. */
  readonly shocksPerWeek: number;
  /** Size of a typical shock, in percent. */
  readonly shockPct: number;
  /** Widest that a perpetual strays from its underlying, in percent; it wanders around zero within hours. */
  readonly basisPct: number;
}

export const DEFAULT_MODEL: SimulatedModel = {
  hourlyVolatilityPct: 0.68,
  trendPctPerHour: 0.3,
  rangePullPerHour: 0.3,
  clustering: 0.5,
  correlation: 0.6,
  gapsPerDay: 2,
  gapPct: 0.35,
  shocksPerWeek: 4,
  shockPct: 3,
  basisPct: 0.06,
};
