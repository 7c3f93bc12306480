import type { Condition } from '#src/domain/condition.ts';
import { leavesOf } from '#src/triggers/leaves.ts';
import { priceLevels } from '#src/triggers/levels.ts';
import { indicatorsOf, timeframesOf } from '#src/triggers/needs.ts';
import type { Trigger } from '#src/triggers/trigger.ts';

/** An armed condition with what the index needs to know about it. */
export interface Armed {
  readonly condition: Condition;
  /** Prices at which its entry or its invalidation could change. */
  readonly levels: readonly number[];
  /** True when something beside the price can change it: candles, indicators, the time of day. */
  readonly slow: boolean;
}

export function armedOf(condition: Condition): Armed {
  const triggers = condition.invalidation === undefined ? [condition.entry] : [condition.entry, condition.invalidation];
  return { condition, levels: triggers.flatMap(levelsOf), slow: triggers.some(isSlow) };
}

const levelsOf = (trigger: Trigger): number[] => priceLevels(trigger).map(({ level }) => level);

/** True when a close of a candle or the passing of time can change the verdict. */
export const isSlow = (trigger: Trigger): boolean =>
  timeframesOf(trigger).length > 0 || indicatorsOf(trigger).length > 0 || leavesOf(trigger).some(({ type }) => type === 'window');
