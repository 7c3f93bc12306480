import { assert } from './errors.ts';

/** How a market, pattern, regime, strategist, hour or weekday has done; `unknown` when there are too few trades to say. */
export type Grade = 'favored' | 'normal' | 'reduced' | 'benched' | 'unknown';

/** trading-rules.md, "Learning". */
export interface ScoreSettings {
  /** After so many further trades a trade counts half. */
  readonly halfLifeTrades: number;
  /** How many trades the desk's mean weighs when little is known. */
  readonly priorTrades: number;
  /** Probability that the interval of the expectancy covers it, in percent. */
  readonly intervalPct: number;
  /** What a size is multiplied by. */
  readonly favoredFactor: number;
  readonly reducedFactor: number;
  /** Fewer trades than this say nothing; from the other two on they can reduce and bench. Trades as counted, not as weighed. */
  readonly minTradesUnknown: number;
  readonly minTradesReduced: number;
  readonly minTradesBenched: number;
  readonly benchDays: number;
}

/** Running statistics of results in R, net of all costs. Plain numbers: they go through JSON and come back the same. */
export interface ScoreStats {
  readonly trades: number;
  readonly wins: number;
  /** Σ w and Σ w², where w is 1 for the newest trade and halves every `halfLifeTrades` trades. */
  readonly weight: number;
  readonly weightSquares: number;
  /** Σ w r ÷ Σ w. */
  readonly meanR: number;
  /** Σ w (r − meanR)². */
  readonly m2: number;
}

export const emptyStats = (): ScoreStats => ({ trades: 0, wins: 0, weight: 0, weightSquares: 0, meanR: 0, m2: 0 });

/**
 * Statistics with one more trade of result `r` (PnL ÷ planned risk). Costs the same however many trades there were.
 * Weighted incremental mean and sum of squares after West (1979), "Updating mean and variance estimates", with all earlier weights decayed first.
 */
export function addTrade(before: ScoreStats, r: number, settings: Pick<ScoreSettings, 'halfLifeTrades'>, won = r > 0): ScoreStats {
  assert(Number.isFinite(r), `a trade's result in R is ${r}`);
  const decay = 2 ** (-1 / settings.halfLifeTrades);
  const weight = before.weight * decay + 1;
  const away = r - before.meanR;
  return {
    trades: before.trades + 1,
    wins: before.wins + (won ? 1 : 0),
    weight,
    weightSquares: before.weightSquares * decay * decay + 1,
    meanR: before.meanR + away / weight,
    m2: before.m2 * decay + away * away * (1 - 1 / weight),
  };
}

/** Share of trades that won, a fraction from 0 to 1, without decay; undefined before the first trade. */
export const winRateOf = (stats: ScoreStats): number | undefined => (stats.trades === 0 ? undefined : stats.wins / stats.trades);

/** What a trade can be expected to bring, in R, and the interval that holds it with `intervalPct`. Infinite bounds below two effective trades. */
export interface Expectancy {
  readonly meanR: number;
  readonly lowR: number;
  readonly highR: number;
  /** How many equally weighted trades would tell as much. */
  readonly effectiveTrades: number;
}

/**
 * Expectancy, shrunk to the desk's mean. With n = (Σw)² ÷ Σw² effective trades (Kish 1965), their mean x and variance v = Σw(r−x)² ÷ Σw, the
 * desk's mean d weighing k trades, and κ = n + k:
 *
 *   mean = (n x + k d) ÷ κ        interval = mean ± t(n−1) · √( n ÷ (n−1) · (v + k (x−d)² ÷ κ) ÷ κ )
 *
 * It is the posterior of a normal mean under a normal-inverse-gamma prior with mean d, κ₀ = k, α₀ = −½, β₀ = 0 (Murphy 2007, "Conjugate Bayesian
 * analysis of the Gaussian distribution", section 6); with k = 0 it is Student's interval.
 */
export function expectancyOf(
  stats: ScoreStats,
  deskMeanR: number,
  settings: Pick<ScoreSettings, 'priorTrades' | 'intervalPct'>,
): Expectancy {
  assert(Number.isFinite(deskMeanR), `the desk's mean is ${deskMeanR}`);
  const { priorTrades, intervalPct } = settings;
  const { weight, weightSquares, m2 } = stats;
  const effectiveTrades = weight === 0 ? 0 : (weight * weight) / weightSquares;
  const known = effectiveTrades + priorTrades;
  const meanR = known === 0 ? deskMeanR : (effectiveTrades * stats.meanR + priorTrades * deskMeanR) / known;
  if (effectiveTrades < 2) return { meanR, lowR: Number.NEGATIVE_INFINITY, highR: Number.POSITIVE_INFINITY, effectiveTrades };
  const freedom = effectiveTrades - 1;
  const variance = m2 / weight + (priorTrades * (stats.meanR - deskMeanR) ** 2) / known;
  const scale = Math.sqrt(((effectiveTrades / freedom) * variance) / known);
  const reach = scale === 0 ? 0 : studentQuantile(freedom, 0.5 + intervalPct / 200) * scale;
  return { meanR, lowR: meanR - reach, highR: meanR + reach, effectiveTrades };
}

/**
 * Grade by interval, not by point: benched when it lies below zero, favored when it lies above, reduced when only the mean is below zero. With
 * the defaults a fair coin of 30 trades is benched, and favored, in about 5 % of cases each; by raw rates after five trades it would be 19 % and 50 %.
 */
export function gradeOf(stats: ScoreStats, deskMeanR: number, settings: ScoreSettings): Grade {
  const { trades } = stats;
  if (trades < settings.minTradesUnknown) return 'unknown';
  const { meanR, lowR, highR } = expectancyOf(stats, deskMeanR, settings);
  if (highR < 0 && trades >= settings.minTradesBenched) return 'benched';
  if (lowR > 0) return 'favored';
  if (meanR < 0 && trades >= settings.minTradesReduced) return 'reduced';
  return 'normal';
}

/** What the size of a trade is multiplied by; whoever sizes clamps the product to the limits (LRN-3). */
export function sizeFactorOfGrade(grade: Grade, settings: Pick<ScoreSettings, 'favoredFactor' | 'reducedFactor'>): number {
  switch (grade) {
    case 'favored':
      return settings.favoredFactor;
    case 'reduced':
      return settings.reducedFactor;
    case 'benched':
      return 0;
    case 'normal':
    case 'unknown':
      return 1;
  }
}

/**
 * The t below which Student's distribution with `freedom` > 0 degrees (fractions allowed) has the probability `level`, 0.5 ≤ level < 1. The
 * distribution is concave right of zero, so Newton's steps from there rise to the quantile and never pass it. Its series is that of the
 * incomplete beta function (Abramowitz & Stegun 26.5.4): F = ½ + t f(t) (1 + (ν+1)/3 x + (ν+1)(ν+3)/(3·5) x² + …), x = t² ÷ (ν + t²).
 */
export function studentQuantile(freedom: number, level: number): number {
  assert(freedom > 0 && level >= 0.5 && level < 1, `no quantile of Student's distribution at ${freedom}, ${level}`);
  const peak = gammaStep(freedom / 2) / Math.sqrt(Math.PI * freedom);
  let t = 0;
  for (;;) {
    const x = (t * t) / (freedom + t * t);
    const density = peak * (1 - x) ** ((freedom + 1) / 2);
    let term = 1;
    let series = 1;
    for (let k = 1; term > series * 1e-14; k++) {
      term *= (x * (freedom + 2 * k - 1)) / (2 * k + 1);
      series += term;
    }
    const step = (level - 0.5) / density - t * series;
    t += step;
    if (!(step > t * 1e-9)) return t;
  }
}

/** Γ(x + ½) ÷ Γ(x), by its asymptotic series (Abramowitz & Stegun 6.1.47) after stepping up to where ten digits hold. */
function gammaStep(from: number): number {
  let factor = 1;
  let x = from;
  for (; x < 16; x++) factor *= x / (x + 0.5);
  return factor * Math.sqrt(x) * (1 - 1 / (8 * x) + 1 / (128 * x ** 2) + 5 / (1024 * x ** 3) - 21 / (32768 * x ** 4));
}
