import type { Trigger } from './trigger.ts';

/** True for what reads as `A and B` or `A or B`, and so needs parentheses inside another sentence. */
function isJoined(trigger: Trigger): boolean {
  if (trigger.type !== 'all' && trigger.type !== 'any') return false;
  const [only] = trigger.of;
  return trigger.of.length > 1 || (only !== undefined && isJoined(only));
}

/** `A and (B or C)`: parts joined by a word, each keeping together what belongs together. */
export function joined(parts: readonly Trigger[], word: 'and' | 'or', read: (part: Trigger) => string): string {
  if (parts.length === 0) return 'never';
  const inside = (part: Trigger): string => (parts.length > 1 && isJoined(part) ? `(${read(part)})` : read(part));
  return parts.map(inside).join(` ${word} `);
}
