import type { Reader } from '#src/ledger/core.ts';
import { reflectionsIn } from '#src/ledger/reflections.ts';
import type { Span } from '#src/ledger/span.ts';
import { endedIn, spendLine } from './learned.ts';
import { type Block, text } from './reply.ts';
import { plural } from './words.ts';

/** What the model had to say about a span, what of that was not true, and what asking it cost since; nothing where it was not asked. */
export function modelsPart(ledger: Reader, span: Span): Block[] {
  const reflections = reflectionsIn(ledger, span);
  const note = reflections.findLast(({ data }) => data.note !== '')?.data.note;
  // Insights that no longer hold are counted with the claims, and told as what they are.
  const untrue = reflections.reduce((sum, { data }) => sum + data.dropped, 0) - endedIn(ledger, span).length;
  const lines = [
    ...(note === undefined ? [] : [inModelsWords(note)]),
    ...(untrue <= 0 ? [] : [`${plural(untrue, 'claim')} of the model did not hold and ${untrue === 1 ? 'was' : 'were'} left out.`]),
    ...spendLine(ledger, span.from),
  ];
  return lines.length === 0 ? [] : [text(lines.join('\n'))];
}

/** Nobody can hold it against figures, so it is told as what it is. */
export const inModelsWords = (note: string): string => `In the model's words: ${note}`;
