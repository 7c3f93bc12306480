import { styleText } from 'node:util';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Reply, Tone } from '#src/chat/reply.ts';

const COLORS = { good: 'green', bad: 'red', warn: 'yellow' } as const satisfies Record<Tone, string>;

/** The plain text with its title in bold, colored by tone; exactly the plain text where the screen has no colors. */
export function paint(reply: Reply, hasColors: boolean): string {
  const plain = toPlainText(reply);
  if (!hasColors) return plain;
  const end = plain.indexOf('\n');
  const title = end < 0 ? plain : plain.slice(0, end);
  const style = reply.tone === undefined ? (['bold'] as const) : (['bold', COLORS[reply.tone]] as const);
  return styleText([...style], title, { validateStream: false }) + plain.slice(title.length);
}
