import { cleanLine } from '#src/chat/clean.ts';
import type { Reply } from '#src/chat/reply.ts';

/** https://core.telegram.org/bots/api#answercallbackquery */
const LONGEST = 200;

export interface Toast {
  readonly text: string;
  /** A window that must be closed, instead of a line that fades: a refusal is not to be missed. */
  readonly show_alert: boolean;
}

/** A reply in so few words that it can be shown over a chat. */
export function toastOf({ title, blocks, tone, failed }: Reply): Toast {
  const lines = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
  const words = [title, ...lines]
    .map((line) => cleanLine(line).trim())
    .filter((line) => line !== '')
    .map((line, index, all) => (index === all.length - 1 || /[.!?:…]$/.test(line) ? line : `${line}.`))
    .join(' ');
  return { text: words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`, show_alert: failed === true || tone === 'bad' };
}
