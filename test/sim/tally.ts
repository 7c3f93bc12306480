import type { Plan } from './plan.ts';
import type { SeedReport, Violation } from './runSeed.ts';

/** A seed that showed something. */
export interface Failure {
  readonly seed: number;
  readonly plan: Plan;
  readonly violations: readonly Violation[];
}

/** What many worlds came to; plain data, so that lanes can hand it over. */
export interface Tally {
  worlds: number;
  readonly counts: Record<string, number>;
  readonly hooks: Record<string, { passed: number; crashed: number }>;
  /** Milliseconds until both books agreed, one figure for each world; Infinity where they never did. */
  readonly converged: number[];
  readonly failures: Failure[];
}

export const emptyTally = (): Tally => ({ worlds: 0, counts: {}, hooks: {}, converged: [], failures: [] });

/** Of failures so many are kept with their plans. */
const MOST_FAILURES = 200;

export function count(tally: Tally, { seed, plan, violations, counts, hooks, convergedMs }: SeedReport): void {
  tally.worlds++;
  for (const [name, times] of Object.entries(counts)) tally.counts[name] = (tally.counts[name] ?? 0) + times;
  for (const [name, { passed, crashed }] of hooks) addHook(tally, name, passed, crashed);
  tally.converged.push(convergedMs);
  if (violations.length > 0 && tally.failures.length < MOST_FAILURES) tally.failures.push({ seed, plan, violations });
}

export function merge(into: Tally, from: Tally): void {
  into.worlds += from.worlds;
  for (const [name, times] of Object.entries(from.counts)) into.counts[name] = (into.counts[name] ?? 0) + times;
  for (const [name, { passed, crashed }] of Object.entries(from.hooks)) addHook(into, name, passed, crashed);
  for (const ms of from.converged) into.converged.push(ms);
  into.failures.push(...from.failures);
}

function addHook({ hooks }: Tally, name: string, passed: number, crashed: number): void {
  const known = hooks[name] ?? { passed: 0, crashed: 0 };
  hooks[name] = { passed: known.passed + passed, crashed: known.crashed + crashed };
}

/** The value below which this share of the worlds lies; 0 without worlds. */
export function quantile({ converged }: Tally, share: number): number {
  const sorted = converged.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
