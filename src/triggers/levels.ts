import { leavesOf } from './leaves.ts';
import type { Trigger } from './trigger.ts';

/** The prices at which a price trigger anywhere in the tree changes its verdict, as floats, from left to right; the same level may come twice. */
export function priceLevels(trigger: Trigger): { readonly level: number }[] {
  return leavesOf(trigger).flatMap((leaf) => (leaf.type === 'price' ? [{ level: Number(leaf.level) }] : []));
}
