import { type Rng, seededRng } from '#src/domain/rng.ts';
import type { Trial } from '#src/reflection/trial.ts';
import type { TriedTrade } from './side.ts';

const RESAMPLES = 2_000;

/**
 * What a change brings in R. Each trade counts its R times its weight, which is how much it risked against what it would have risked unmodified, so
 * that half the size counts half:
 * - without the change, the weight is the factor of its size (1, or what the scores of the replay made of it);
 * - with the change, a proposal that was traded without it too has the weight that it has there, times the planned risk as a share of equity here over
 *   the same there: the size that came out, after every limit; one that was traded only here has the factor of its size.
 *
 * The difference Σ w·R with − Σ w·R without is taken for each day (UTC, of the close). The interval is that of the percentile bootstrap over days
 * (Efron and Tibshirani 1993, section 13.3): trades of a day hang together, days less so.
 */
export function compare(
  without: readonly TriedTrade[],
  withChange: readonly TriedTrade[],
  days: { readonly first: number; readonly last: number },
  intervalPct: number,
  seed: number,
): Pick<Trial, 'deltaR' | 'lowR' | 'highR'> {
  const twins = new Map(without.map((trade) => [trade.paramsHash, trade]));
  const byDay = new Float64Array(days.last - days.first + 1);
  for (const trade of without) byDay[trade.day - days.first] = (byDay[trade.day - days.first] ?? 0) - trade.factor * trade.r;
  for (const trade of withChange) {
    const twin = twins.get(trade.paramsHash);
    const share = twin && trade.riskShare / twin.riskShare;
    const weight = twin !== undefined && Number.isFinite(share) ? twin.factor * (share as number) : trade.factor;
    byDay[trade.day - days.first] = (byDay[trade.day - days.first] ?? 0) + weight * trade.r;
  }
  // What is the same on both sides must leave nothing, whatever the order in which it was added up.
  for (let i = 0; i < byDay.length; i++) byDay[i] = rounded(byDay[i] as number);
  const sums = resampled(byDay, seededRng(seed));
  const tail = (100 - intervalPct) / 200;
  return {
    deltaR: rounded(byDay.reduce((sum, one) => sum + one, 0)),
    lowR: rounded(sums[Math.floor(tail * (RESAMPLES - 1))] as number),
    highR: rounded(sums[Math.ceil((1 - tail) * (RESAMPLES - 1))] as number),
  };
}

const rounded = (r: number): number => Math.round(r * 1e9) / 1e9 || 0;

/** Sums of as many days, drawn with putting back; smallest first. */
function resampled(days: Float64Array, rng: Rng): Float64Array {
  const sums = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    let sum = 0;
    for (let j = 0; j < days.length; j++) sum += days[Math.floor(rng.next() * days.length)] as number;
    sums[i] = sum;
  }
  return sums.sort();
}
