import { type Claim, type Evidence, evidenceOf, isOf, keysOf, meanOf, sameClaim } from './claims.ts';
import { DIMENSIONS, type Dimension, type Fact } from './facts.ts';
import { lookDue, shareOfGroup, spentAt } from './looks.ts';

/** A claim that more than chance explains, with what it had to be below. */
export interface Finding {
  readonly claim: Claim;
  readonly evidence: Evidence;
  /** The p that it was allowed, after all corrections. */
  readonly allowed: number;
}

export interface Discovered {
  /** Questions that were asked of the facts. */
  readonly asked: number;
  /** The strongest first. */
  readonly findings: readonly Finding[];
}

export interface DiscoverSettings {
  readonly minTrades: number;
  readonly confidencePct: number;
}

type Direction = 'worse' | 'better';

/** What is asked: of a group that does worse in any dimension; of one that does better only where something follows from it. */
const FAMILIES: readonly (readonly [Dimension, Direction])[] = [
  ...DIMENSIONS.filter((one) => one !== 'setup').map((one) => [one, 'worse'] as const),
  ['market', 'better'],
  ['pattern', 'better'],
  ['setup', 'better'],
];
/** How trades end, which can be changed: by the clock, and at break-even. */
const EXITS = ['time', 'break_even'] as const;
const QUESTIONS = FAMILIES.length + EXITS.length;
/** With fewer trades their ends say nothing about the plan. */
const EXIT_TRADES = 40;
/** A finding must also stand without the groups that could be what is really behind it. Choice. */
const ROBUST_P = 0.01;

/**
 * Asks all questions that are due and keeps the answers that chance does not explain. Error rate: with nothing to find, this finds something in at most
 * 100 − confidencePct % of ledgers, over all questions and all reflections there will ever be. For that each answer must have
 *
 *     p ≤ (1 − confidencePct ÷ 100) ÷ questions × shareOfGroup × spentAt(look)
 *
 * which adds up to the error by Bonferroni's inequality, whatever depends on what. p is that of a permutation test against the rest of the desk
 * (chance.ts). `known` are claims that stand already: what they explain is not found once more under another name.
 */
export function discover(facts: readonly Fact[], known: readonly Claim[], settings: DiscoverSettings): Discovered {
  const error = 1 - settings.confidencePct / 100;
  const found: Finding[] = [];
  let asked = 0;
  const ask = (claim: Claim, share: number, minTrades: number): void => {
    const group = facts.filter((fact) => (claim.kind === 'exit_share' ? fact.traded : isOf(claim, fact)));
    const look = lookDue(group.filter(({ isOld }) => isOld).length, group.length, minTrades);
    if (look === undefined) return;
    asked++;
    const evidence = evidenceOf(claim, facts, settings.confidencePct);
    const allowed = (error / QUESTIONS) * share * spentAt(look);
    if (evidence !== undefined && evidence.p <= allowed) found.push({ claim, evidence, allowed });
  };
  for (const [dimension, direction] of FAMILIES)
    for (const [index, key] of keysOf(facts, dimension).entries())
      ask({ kind: 'mean_r', dimension, key, direction }, shareOfGroup(index), settings.minTrades);
  for (const exit of EXITS) ask({ kind: 'exit_share', exit }, 1, Math.max(EXIT_TRADES, settings.minTrades));
  found.sort((a, b) => a.evidence.p - b.evidence.p);
  return { asked, findings: ownMerit(found, facts, known, settings) };
}

/** Leaves out what another finding, a claim that stands, or an opposite in the same dimension explains. */
function ownMerit(found: readonly Finding[], facts: readonly Fact[], known: readonly Claim[], settings: DiscoverSettings): Finding[] {
  const kept: Finding[] = [];
  for (const finding of found) {
    const { claim } = finding;
    if (claim.kind === 'exit_share') {
      kept.push(finding);
      continue;
    }
    const others = [...known, ...kept.map((one) => one.claim)].filter((one) => one.kind === 'mean_r' && !sameClaim(one, claim));
    const without = facts.filter((fact) => isOf(claim, fact) || !others.some((one) => isOf(one, fact)));
    const overlapping = facts.filter((fact) => !others.some((one) => isOf(one, fact)));
    const opposite = extreme(facts, claim);
    const alone = [without, overlapping, facts.filter((fact) => fact.keys[claim.dimension] !== opposite)];
    if (alone.every((some) => (evidenceOf(claim, some, settings.confidencePct)?.p ?? 1) <= ROBUST_P)) kept.push(finding);
  }
  return kept;
}

/** The other group of the dimension that lies furthest on the other side, with trades enough to matter. */
function extreme(facts: readonly Fact[], claim: Extract<Claim, { kind: 'mean_r' }>): string | undefined {
  const { dimension, key, direction } = claim;
  const groups = Map.groupBy(
    facts.filter(({ keys }) => keys[dimension] !== undefined && keys[dimension] !== key),
    ({ keys }) => keys[dimension] as string,
  );
  // Without the only other group there would be nothing to compare with.
  if (groups.size < 2) return undefined;
  const sign = direction === 'worse' ? 1 : -1;
  const pull = ([, group]: readonly [string, readonly Fact[]]): number => sign * meanOf(group.map(({ r }) => r)) * Math.sqrt(group.length);
  return [...groups].sort((a, b) => pull(b) - pull(a))[0]?.[0];
}
