import { type Instant, toIso } from '#src/domain/clock.ts';

/** What a message shows at one time, as a person reads it. */
export interface Look {
  readonly text: string;
  /** Labels, row by row. */
  readonly buttons: readonly (readonly string[])[];
  /** Name of the picture. */
  readonly picture?: string;
}

/** One message as it is written down: who said it, its looks from the first to the last. */
export interface Written {
  readonly at: Instant;
  readonly who: string;
  /** `silent`, `answers "…"` */
  readonly notes: readonly string[];
  readonly looks: readonly [Look, ...Look[]];
  /** It is edited over and over by itself: how often is not worth telling. */
  readonly isLive?: boolean;
}

const HASH = /(#\d+) [0-9a-f]{16}/g;

/** A message in Markdown: its first look whole, of later ones what is new, its last look whole. */
export function writtenMessage({ at, who, notes, looks, isLive = false }: Written, level = '##'): string {
  const [first] = looks;
  const last = looks.at(-1);
  return [
    `${level} ${timeOf(at)} ${who}${notes.map((note) => ` · ${note}`).join('')}`,
    shown(first),
    ...(isLive ? [] : looks.slice(1, -1).flatMap((look, i) => ['*Edited; new is:*', shown(newIn(look, looks[i] as Look))])),
    ...(last === undefined || last === first ? [] : [`*Edited${isLive ? ' again and again' : ''}; in the end:*`, shown(last)]),
  ].join('\n\n');
}

/** What a look has that the one before it had not. */
function newIn(look: Look, before: Look): Look {
  const known = new Set(before.text.split('\n'));
  const lines = look.text.split('\n').filter((line) => !known.has(line));
  return { ...look, text: lines.join('\n') };
}

/** The hash of the newest event depends on ids that Discord gives out by the time of the day. */
function shown({ text, buttons, picture }: Look): string {
  const rows = buttons.map((row) => row.map((label) => `[${label}]`).join(' '));
  const words = [text.replace(HASH, '$1 (16 digits)'), ...rows].join('\n');
  return [...(picture === undefined ? [] : [`![${picture}](${picture})`]), `\`\`\`text\n${words}\n\`\`\``].join('\n\n');
}

/** `14:05` in UTC. */
export const timeOf = (at: Instant): string => toIso(at).slice(11, 16);
