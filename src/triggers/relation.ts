import type { Pair, Relation, Verdict } from './trigger.ts';

export const RELATIONS = ['above', 'below', 'crossesAbove', 'crossesBelow'] as const satisfies readonly Relation[];

export const RELATION_WORDS: Record<Relation, string> = {
  above: 'is above',
  below: 'is below',
  crossesAbove: 'crosses above',
  crossesBelow: 'crosses below',
};

/** Anything that is not a finite number is as good as missing. */
const isKnown = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/**
 * Whether `left` stands to `right` as told. A level exactly touched counts, so `above` is ≥; a cross needs the other side strictly before.
 * Undefined when a value that the relation looks at is missing.
 */
export function holds(is: Relation, left: Pair, right: Pair): Verdict {
  if (!isKnown(left.now) || !isKnown(right.now)) return undefined;
  if (is === 'above') return left.now >= right.now;
  if (is === 'below') return left.now <= right.now;
  if (!isKnown(left.before) || !isKnown(right.before)) return undefined;
  if (is === 'crossesAbove') return left.before < right.before && left.now >= right.now;
  return left.before > right.before && left.now <= right.now;
}

/** A level as something to compare with: it was always there. */
export function levelPair(level: string): Pair {
  const value = Number(level);
  return { now: value, before: value };
}
