import { z } from 'zod';
import { type Instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { readableInstant } from './readable.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { moment, strict } from './written.ts';

type Window = Extract<Trigger, { type: 'window' }>;

const isOrdered = ({ from, until }: Pick<Window, 'from' | 'until'>): boolean =>
  from === undefined || until === undefined || parseInstant(from) < parseInstant(until);

/** `{ type: 'window', from: '2026-01-05T08:00:00Z', until: '2026-01-05T14:00:00Z' }`, either end alone too. */
export const schema = strict('a window', { type: z.literal('window'), from: moment.optional(), until: moment.optional() })
  .refine(({ from, until }) => from !== undefined || until !== undefined, { error: 'a window needs from, until or both' })
  .refine(isOrdered, { error: 'a window begins before it ends', path: ['until'] });

const yearOf = (at: Instant): string => toIso(at).slice(0, -20);

/** `from` is the first moment inside, `until` the first one outside. */
export function evaluate({ from, until }: Window, { now }: TriggerView): Verdict {
  if (!Number.isFinite(now) || (from === undefined && until === undefined)) return undefined;
  return (from === undefined || now >= parseInstant(from)) && (until === undefined || now < parseInstant(until));
}

/** `between 5 Jan 08:00 and 5 Jan 14:00 UTC`; with years when the ends differ in them. */
export function describe({ from, until }: Window): string {
  const start = from === undefined ? undefined : parseInstant(from);
  const end = until === undefined ? undefined : parseInstant(until);
  if (start !== undefined && end !== undefined) {
    const withYear = yearOf(start) !== yearOf(end);
    return `between ${readableInstant(start, withYear)} and ${readableInstant(end, withYear)} UTC`;
  }
  if (start !== undefined) return `from ${readableInstant(start, true)} UTC on`;
  return end === undefined ? 'at no time' : `before ${readableInstant(end, true)} UTC`;
}
