import { z } from 'zod';
import { fitting } from '#src/domain/fitting.ts';
import type { ChatAnswer } from './chat.ts';
import type { Judged } from './exchange.ts';
import { outermostObject } from './outermostObject.ts';

const LONGEST_FAULT = 500;

/** The value in a text, or what is wrong with it. `hasJson` is false when there was nothing that could be looked at. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string; readonly hasJson: boolean };

/** Reads the text of an answer strictly: the one object in it, and nothing that the schema does not know. */
export function readAnswer<T>(text: string, schema: z.ZodType<T>): Read<T> {
  const extracted = outermostObject(text);
  if (!extracted.ok) return { ok: false, fault: extracted.fault, hasJson: false };
  const parsed = fitting(schema, extracted.json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fault = z.prettifyError(parsed.error).replaceAll('received undefined', 'found nothing');
  return { ok: false, fault: (fault.length > LONGEST_FAULT ? `${fault.slice(0, LONGEST_FAULT)}…` : fault).toWellFormed(), hasJson: true };
}

/** What ended an answer before it was one; undefined when it is whole. */
export function endedEarly({ refusal, finish }: ChatAnswer): Judged<never> | undefined {
  if (refusal !== undefined) return { verdict: 'refused', reason: `The model refused to answer: ${refusal}` };
  if (finish === 'content_filter') return { verdict: 'refused', reason: 'The server of the model held the answer back.' };
  if (finish === 'length') return { verdict: 'truncated', reason: 'The answer was longer than it may be, and was cut off.' };
  return undefined;
}

/** An answer that must have a form. */
export function judgeForm<T>(answer: ChatAnswer, schema: z.ZodType<T>): Judged<T> {
  const ended = endedEarly(answer);
  if (ended !== undefined) return ended;
  const read = readAnswer(answer.text, schema);
  return read.ok ? { verdict: 'good', value: read.value } : { verdict: 'malformed', reason: read.fault };
}
