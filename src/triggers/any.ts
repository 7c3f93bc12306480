import { z } from 'zod';
import { joined } from './joined.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { strict } from './written.ts';

type Any = Extract<Trigger, { type: 'any' }>;

/** `{ type: 'any', of: [A, B] }`, given how its parts are written. */
export const schemaOf = (part: z.ZodType<Trigger>) => strict('an any trigger', { type: z.literal('any'), of: z.array(part).min(1) });

/** True as soon as one part is; else undefined if a part is missing something. Any of nothing is undefined, so that `not` of it is no match. */
export function evaluate({ of }: Any, view: TriggerView, ask: (part: Trigger, view: TriggerView) => Verdict): Verdict {
  let verdict: Verdict = of.length > 0 ? false : undefined;
  for (const part of of) {
    const answer = ask(part, view);
    if (answer === true) return true;
    if (answer === undefined) verdict = undefined;
  }
  return verdict;
}

/** `A or B` */
export const describe = ({ of }: Any, read: (part: Trigger) => string): string => joined(of, 'or', read);
