import type { Trigger } from './trigger.ts';

export type Leaf = Exclude<Trigger, { type: 'all' | 'any' | 'not' }>;

/** The simple triggers anywhere in the tree, from left to right. */
export function leavesOf(trigger: Trigger): readonly Leaf[] {
  switch (trigger.type) {
    case 'all':
    case 'any':
      return trigger.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(trigger.of);
    default:
      return [trigger];
  }
}
