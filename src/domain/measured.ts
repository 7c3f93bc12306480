import { addTrade, emptyStats, expectancyOf } from './score.ts';

/** What a measurement of an adaptation found: so many trades, and what it brought each of them, in R, with the interval that holds it. */
export interface Measured {
  readonly n: number;
  readonly meanR: number;
  readonly lowR: number;
  readonly highR: number;
  /** The number of trades at which it was due: `trialTrades`, and each doubling. */
  readonly look: number;
}

/** Mean and Student's interval of effects in R, each counting the same; without bounds below two of them. */
export function intervalOf(effects: readonly number[], intervalPct: number): Omit<Measured, 'look'> {
  const settings = { halfLifeTrades: Number.POSITIVE_INFINITY, priorTrades: 0, intervalPct };
  const stats = effects.reduce((sum, effect) => addTrade(sum, effect, settings), emptyStats());
  const { meanR, lowR, highR } = expectancyOf(stats, 0, settings);
  return { n: effects.length, meanR: short(meanR), lowR: short(lowR), highR: short(highR) };
}

/** Improved when the whole interval lies above zero, harmful when it lies below; otherwise nobody knows, and that is the default. */
export function gradeOfEffect({ lowR, highR }: Pick<Measured, 'lowR' | 'highR'>): 'improved' | 'harmful' | 'inconclusive' {
  if (lowR > 0) return 'improved';
  return highR < 0 ? 'harmful' : 'inconclusive';
}

/** The look that is due with `n` trades: the first one or a doubling that was not taken yet. Undefined while there is none. */
export function dueLook(n: number, trialTrades: number, last: number | undefined): number | undefined {
  let look = last === undefined ? trialTrades : last * 2;
  if (n < look) return undefined;
  while (look * 2 <= n) look *= 2;
  return look;
}

const short = (r: number): number => (Number.isFinite(r) ? Number(r.toFixed(4)) : r);
