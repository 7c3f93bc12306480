import type { LedgerEvent } from '#src/ledger/event.ts';
import { type Reply, text } from './reply.ts';

/** So many changed lines are shown; the whole prompt stands in its file. */
const MOST_LINES = 12;

/** What changed in a prompt, line by line; nothing for one that is there for the first time. */
export function promptDiff({ subject, data }: LedgerEvent<'prompt.changed'>): Reply | null {
  if (data.before === null) return null;
  const before = new Set(data.before.split('\n'));
  const after = new Set(data.text.split('\n'));
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  const fresh = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  const lines = [...gone, ...fresh];
  const more = lines.length - MOST_LINES;
  return {
    title: `The prompt ${subject} was changed`,
    tone: 'warn',
    blocks: [text(lines.slice(0, MOST_LINES).join('\n')), ...(more > 0 ? [text(`${more} more lines.`)] : [])],
  };
}
