import { z } from 'zod';
import { intervalOf } from '#src/domain/measured.ts';
import { EXIT_REASONS } from '#src/domain/order.ts';
import { chanceAbove, chanceBelow } from './chance.ts';
import { DIMENSIONS, type Dimension, type Fact } from './facts.ts';

/** Something about the results that a query can recompute. Strict: what nobody can recompute is no claim (LRN-2). */
export const claimSchema = z.discriminatedUnion('kind', [
  /** The trades of one group bring less, or more, than all others. */
  z.strictObject({
    kind: z.literal('mean_r'),
    dimension: z.enum(DIMENSIONS),
    key: z.string().min(1).max(80),
    direction: z.enum(['worse', 'better']),
  }),
  /** More than half of the trades end in one way. */
  z.strictObject({ kind: z.literal('exit_share'), exit: z.enum(EXIT_REASONS) }),
]);

export type Claim = z.infer<typeof claimSchema>;

/** The figures of a claim. Results in R, net of costs. */
export interface Evidence {
  readonly n: number;
  readonly meanR: number;
  /** Student's interval of the mean that holds it with `reflection.confidencePct`. */
  readonly lowR: number;
  readonly highR: number;
  readonly restN: number;
  readonly restMeanR: number;
  /** How often chance alone shows this much, for this one question asked once. */
  readonly p: number;
}

/** Recomputes a claim; undefined where there is nothing to compare. */
export function evidenceOf(claim: Claim, facts: readonly Fact[], confidencePct: number): Evidence | undefined {
  const all =
    claim.kind === 'exit_share' ? facts.filter(({ traded }) => traded) : facts.filter(({ keys }) => keys[claim.dimension] !== undefined);
  const group = all.filter((fact) => isOf(claim, fact)).map(({ r }) => r);
  const rest = all.filter((fact) => !isOf(claim, fact)).map(({ r }) => r);
  if (group.length === 0 || rest.length === 0) return undefined;
  const values = all.map(({ r }) => r);
  const sum = group.reduce((total, one) => total + one, 0);
  const chance =
    claim.kind === 'exit_share' ? moreThanHalf(group.length, all.length) : chanceOf(claim.direction)(values, group.length, sum);
  return {
    n: group.length,
    ...boundsOf(group, confidencePct),
    restN: rest.length,
    restMeanR: rounded(meanOf(rest)),
    p: Number(chance.toPrecision(4)),
  };
}

/** Whether a fact belongs to the group that a claim is about. */
export const isOf = (claim: Claim, { keys, exit }: Fact): boolean =>
  claim.kind === 'exit_share' ? exit === claim.exit : keys[claim.dimension] === claim.key;

/** Whether a claim that held once still does: it is one question then, no longer the most striking of many. */
export const stillHolds = (evidence: Evidence | undefined, confidencePct: number): boolean =>
  evidence !== undefined && evidence.p <= 1 - confidencePct / 100;

export const sameClaim = (a: Claim, b: Claim): boolean => nameOf(a) === nameOf(b);

/** `mean_r hour 14 worse` */
export const nameOf = (claim: Claim): string =>
  claim.kind === 'exit_share' ? `exit_share ${claim.exit}` : `mean_r ${claim.dimension} ${claim.key} ${claim.direction}`;

const chanceOf = (direction: 'worse' | 'better'): typeof chanceBelow => (direction === 'worse' ? chanceBelow : chanceAbove);

export const meanOf = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0) / values.length;

/** Mean of results and Student's interval of it. A single result has no interval worth the name: it reaches as far as the loss of ten plans. */
function boundsOf(values: readonly number[], confidencePct: number): Pick<Evidence, 'meanR' | 'lowR' | 'highR'> {
  const { n, meanR, lowR, highR } = intervalOf(values, confidencePct);
  return n < 2 ? { meanR, lowR: rounded(meanR - 10), highR: rounded(meanR + 10) } : { meanR, lowR, highR };
}

/** Probability that a fair coin shows heads so often or more: the sign test, summed exactly. */
function moreThanHalf(heads: number, tosses: number): number {
  let log = -tosses * Math.LN2;
  let chance = 0;
  for (let k = 0; k <= tosses; k++) {
    if (k >= heads) chance += Math.exp(log);
    log += Math.log(tosses - k) - Math.log(k + 1);
  }
  return Math.min(1, chance);
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Keys of a dimension in the order in which they were first seen. */
export const keysOf = (facts: readonly Fact[], dimension: Dimension): string[] => [
  ...new Set(facts.flatMap(({ keys }) => keys[dimension] ?? [])),
];
