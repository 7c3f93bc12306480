import { z } from 'zod';
import { joined } from './joined.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { strict } from './written.ts';

type All = Extract<Trigger, { type: 'all' }>;

/** `{ type: 'all', of: [A, B] }`, given how its parts are written. */
export const schemaOf = (part: z.ZodType<Trigger>) => strict('an all trigger', { type: z.literal('all'), of: z.array(part).min(1) });

/** False as soon as one part is; else undefined if a part is missing something. All of nothing is no match. */
export function evaluate({ of }: All, view: TriggerView, ask: (part: Trigger, view: TriggerView) => Verdict): Verdict {
  let verdict: Verdict = of.length > 0 ? true : undefined;
  for (const part of of) {
    const answer = ask(part, view);
    if (answer === false) return false;
    if (answer === undefined) verdict = undefined;
  }
  return verdict;
}

/** `A and B` */
export const describe = ({ of }: All, read: (part: Trigger) => string): string => joined(of, 'and', read);
