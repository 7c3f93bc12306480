import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { type Grade, sizeFactorOfGrade } from '#src/domain/score.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { type Dimension, gradeNow } from '#src/ledger/scores.ts';

/** What counts for the size: how the market, the pattern and the regime of a condition have done. */
const SIZED_BY: readonly Dimension[] = ['market', 'pattern', 'regime'];

/** Factor for the size from the scores, and which score it comes from. The worst counts if any is below normal; favor counts once. */
export function gradeFactor(memory: Memory, condition: Condition, now: Instant): { factor: number; why: string } {
  const { learning } = memory;
  if (learning === undefined) return { factor: 1, why: 'no scores' };
  const keys: Partial<Record<Dimension, string>> = {
    market: condition.market,
    pattern: condition.pattern ?? 'none',
    regime: condition.regime ?? 'none',
  };
  let lowest = { factor: 1, why: 'normal' };
  let highest = lowest;
  for (const dimension of SIZED_BY) {
    const key = keys[dimension] ?? 'none';
    if (key === 'none') continue;
    const grade: Grade = gradeNow(memory.scores.get(`${condition.deskId}|${dimension}|${key}`), now);
    const factor = sizeFactorOfGrade(grade, learning);
    if (factor < lowest.factor) lowest = { factor, why: `${dimension} ${key}` };
    if (factor > highest.factor) highest = { factor, why: `${dimension} ${key}` };
  }
  return lowest.factor < 1 ? lowest : highest;
}
