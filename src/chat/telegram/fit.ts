import { together } from './render.ts';
import { joined, piece, plain, type Styled } from './styled.ts';

/** https://core.telegram.org/bots/api#sendmessage, #sendphoto; counted in UTF-16 units, which is never less than Telegram counts. */
export const LONGEST_TEXT = 4_096;
export const LONGEST_CAPTION = 1_024;
/** Telegram drops looks beyond so many, and with them what keeps a name from becoming a mention. */
const MOST_LOOKS = 100;

const LEFT_OUT = plain('…');

/** Messages of at most `room` characters, cut between lines where that is possible, each with the looks of its own part. */
export function split(whole: Styled, room: number): Styled[] {
  const parts: Styled[] = [];
  let rest = whole;
  while (rest.text.length > room || rest.entities.length > MOST_LOOKS) {
    const hundredFirst = rest.entities[MOST_LOOKS]?.offset ?? Number.POSITIVE_INFINITY;
    const most = Math.max(1, Math.min(room, hundredFirst, rest.text.length));
    const cut = cutAt(rest.text, most);
    parts.push(piece(rest, 0, cut));
    const next = cut + (/^\s+/.exec(rest.text.slice(cut, cut + 2))?.[0].length ?? 0);
    rest = piece(rest, next, rest.text.length);
  }
  return [...parts, rest].filter(({ text }) => text.trim() !== '');
}

/** The last end of a line in the second half, else the last blank there, else right there, but never within a sign. */
function cutAt(text: string, most: number): number {
  if (most >= text.length) return text.length;
  for (const end of ['\n', ' ']) {
    const at = text.lastIndexOf(end, most);
    if (at > most / 2) return at;
  }
  return /[\ud800-\udbff]/.test(text[most - 1] ?? '') && most > 1 ? most - 1 : most;
}

/** One message, whatever it takes: the longest pieces between the first and the last are left out first. */
export function squeezed(blocks: readonly Styled[], room: number): Styled {
  const kept = [...blocks];
  for (let whole = together(kept); ; whole = together(kept)) {
    if (whole.text.length <= room && whole.entities.length <= MOST_LOOKS) return whole;
    const middle = kept.slice(1, -1).filter((block) => block !== LEFT_OUT);
    const longest = middle.reduce<Styled | undefined>(
      (most, block) => (block.text.length > (most?.text.length ?? 0) ? block : most),
      undefined,
    );
    if (longest === undefined) return joined([split(whole, room - 2)[0] ?? LEFT_OUT, plain(' …')]);
    kept[kept.indexOf(longest)] = LEFT_OUT;
  }
}
