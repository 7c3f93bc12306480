import { z } from 'zod';

/** More of what somebody wrote says nothing about what they meant. */
const LONGEST = 100;

/** What a setting may be, by its key: `guards.lossStreak.tight`. Lists are one setting. */
export type Leaves = ReadonlyMap<string, z.ZodType>;

/** Every setting of a schema in its order, and the names of the groups that they stand in. */
export function keysOf(schema: z.ZodObject): { leaves: Leaves; groups: ReadonlySet<string> } {
  const leaves = new Map<string, z.ZodType>();
  const groups = new Set<string>();
  const walk = (object: z.ZodObject, prefix: string): void => {
    for (const [name, value] of Object.entries(object.shape)) {
      const key = prefix + name;
      if (value instanceof z.ZodObject) {
        groups.add(key);
        walk(value, `${key}.`);
      } else {
        leaves.set(key, value as z.ZodType);
      }
    }
  };
  walk(schema, '');
  return { leaves, groups };
}

/** The key that somebody who wrote `wrong` most likely meant. Case and separators do not count; who knows the name but not its group is understood too. */
export function nearestKey(wrong: string, keys: Iterable<string>): string | undefined {
  const asked = plain(wrong.slice(0, LONGEST));
  const name = plain(lastPart(wrong).slice(0, LONGEST));
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const whole = distance(asked, plain(key));
    const steps = Math.min(3 * whole, whole + 2 * distance(name, plain(lastPart(key))));
    if (steps < least) {
      least = steps;
      nearest = key;
    }
  }
  return nearest;
}

const plain = (key: string): string => key.toLowerCase().replaceAll(/[._-]+/g, '');
const lastPart = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/** How many letters must be put in, taken out or changed (Levenshtein 1966), with one row of the matrix at a time. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
