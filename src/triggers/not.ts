import { z } from 'zod';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { strict } from './written.ts';

type Not = Extract<Trigger, { type: 'not' }>;

/** `{ type: 'not', of: A }`, given how its part is written. */
export const schemaOf = (part: z.ZodType<Trigger>) => strict('a not trigger', { type: z.literal('not'), of: part });

/** What is not known is not known to be false either: undefined stays undefined. */
export function evaluate({ of }: Not, view: TriggerView, ask: (part: Trigger, view: TriggerView) => Verdict): Verdict {
  const answer = ask(of, view);
  return answer === undefined ? undefined : !answer;
}

/** `not (A)` */
export const describe = ({ of }: Not, read: (part: Trigger) => string): string => `not (${read(of)})`;
