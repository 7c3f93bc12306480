import { type Instant, toIso } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { visible } from '#src/domain/visible.ts';
import type { Memory } from '#src/ledger/memory.ts';

const LONGEST_QUESTION = 500;

/** A question as it may be asked: one line, nothing that cannot be seen, not longer than a question is. Empty when nothing is left of it. */
export const askable = (typed: string): string => visible(typed, LONGEST_QUESTION);

/** What the model is told: facts of our own, and the question as a JSON string, which is data and nothing else. */
export const askedText = (question: string, now: Instant, zone: string, { markets }: Memory): string =>
  canonicalJson({ markets: [...markets.keys()], now: toIso(now), question, zone });
