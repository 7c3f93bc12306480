import { type Instant, later, parseInstant } from '#src/domain/clock.ts';

const DAY_MS = 86_400_000;

/** Where data stands to what a model was trained on; `none`: no model took part. */
export interface Knowledge {
  /** The cutoff that the settings name, or ''. */
  readonly cutoff: string;
  readonly data: 'none' | 'unknown' | 'before' | 'across' | 'after';
}

/** Holds the first and the last minute of data against `model.cutoff`, a date (2025-06-30) whose day the model still knows. */
export function knowledgeOf(cutoff: string | undefined, from: Instant, to: Instant): Knowledge {
  if (cutoff === undefined) return { cutoff: '', data: 'none' };
  if (cutoff === '') return { cutoff, data: 'unknown' };
  const end = later(parseInstant(`${cutoff}T00:00:00Z`), DAY_MS);
  return { cutoff, data: from >= end ? 'after' : to < end ? 'before' : 'across' };
}
