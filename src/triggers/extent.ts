const MAX_DEPTH = 6;
const MAX_LEAVES = 20;
const TOO_MANY = `a trigger has at most ${MAX_LEAVES} simple triggers in it`;

/**
 * Why a tree that somebody wrote is too large to be a trigger, or undefined. Asked before the schema descends, so that a hostile depth
 * costs a sentence and not the stack; anything that is not a tree is left to the schema.
 */
export function faultOfExtent(written: unknown): string | undefined {
  let leaves = 0;
  let level: unknown[] = [written];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `a trigger nests at most ${MAX_DEPTH} deep`;
    const next: unknown[] = [];
    for (const node of level) {
      const parts = partsOf(node);
      if (parts === undefined) leaves++;
      else if (leaves + next.length + parts.length <= MAX_LEAVES) next.push(...parts);
      else return TOO_MANY;
      if (leaves > MAX_LEAVES) return TOO_MANY;
    }
    level = next;
  }
  return undefined;
}

/** What a composite holds, or undefined for a leaf. */
function partsOf(node: unknown): readonly unknown[] | undefined {
  if (typeof node !== 'object' || node === null || !('of' in node)) return undefined;
  return Array.isArray(node.of) ? node.of : [node.of];
}
