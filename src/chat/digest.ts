import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { type Reply, text } from './reply.ts';
import { clockTime, duration } from './time.ts';
import { plural } from './words.ts';

/** Every platform takes this many characters in one message. */
const LONGEST = 3_500;
const LONGEST_TITLE = 300;
const BADGE = / · (?:PAPER|LIVE)(?: · SIMULATED)?$/;

/** One message that is too late to be told on its own. */
export interface Late {
  readonly title: string;
  /** ISO, wall time. */
  readonly at: string;
}

/** One message in place of many: each title with its time, in order, as many of the first as fit. `why`: what kept them. */
export function digestOf(late: readonly Late[], now: Instant, why: string): { readonly reply: Reply; readonly count: number } {
  const badges = new Set(late.map(({ title }) => BADGE.exec(title)?.[0]).filter((badge) => badge !== undefined));
  const [badge = ''] = badges.size === 1 ? badges : [];
  const lines: string[] = [];
  // Room for the title and the line above the list.
  let length = 300;
  for (const { title, at } of late) {
    const line = `${clockTime(at, now)}  ${shortened(badge === '' ? title : title.replace(BADGE, ''))}`;
    if (lines.length > 0 && length + line.length + 1 > LONGEST) break;
    lines.push(line);
    length += line.length + 1;
  }
  const [first] = late as [Late, ...Late[]];
  return {
    count: lines.length,
    reply: {
      title: `${plural(lines.length, 'message')} that came late${badge}`,
      blocks: [text(`Up to ${duration(now - parseInstant(first.at))} late: ${why}.`), text(lines.join('\n'))],
    },
  };
}

const shortened = (title: string): string => (title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE - 1)}…`);
