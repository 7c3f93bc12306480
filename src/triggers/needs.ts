import { TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import { leavesOf } from './leaves.ts';
import type { IndicatorRef, Trigger } from './trigger.ts';

/** The indicators that a trigger looks at, each once. */
export function indicatorsOf(trigger: Trigger): IndicatorRef[] {
  const found = new Map<string, IndicatorRef>();
  for (const leaf of leavesOf(trigger)) {
    if (leaf.type !== 'indicator') continue;
    for (const ref of 'indicator' in leaf.than ? [leaf.indicator, leaf.than.indicator] : [leaf.indicator]) {
      found.set(`${ref.name} ${ref.length} ${ref.timeframe}`, ref);
    }
  }
  return [...found.values()];
}

/** The timeframes at whose closes a trigger can change its verdict, shortest first: those of its candles and of its indicators. */
export function timeframesOf(trigger: Trigger): Timeframe[] {
  const needed = new Set<Timeframe>(indicatorsOf(trigger).map((ref) => ref.timeframe));
  for (const leaf of leavesOf(trigger)) if (leaf.type === 'candle') needed.add(leaf.timeframe);
  return TIMEFRAMES.filter((timeframe) => needed.has(timeframe));
}
