/** Everything that is no letter, figure or plain punctuation: controls, marks that turn the reading direction, what takes no room, symbols of markup. */
const UNPLAIN = /[^\p{L}\p{N} .,;:!?%+\-−–—()'’"“”/=<>≥≤→]/gu;
/** The end of a scheme that is longer is enough, and a long word is not looked at once for each of its letters. */
const SCHEME = /\p{L}[\p{L}\p{N}+.-]{0,30}:\/\/\S*/gu;
/** `t.me/x` and `example.com` become links by themselves where they are shown. */
const DOMAIN_DOT = /(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;

/** A sentence that a model wrote, as something that can do nothing but be read: one line, no markup, no link, no mention, at most `most` characters. */
export function plainWords(written: string, most: number): string {
  const plain = written
    .replace(SCHEME, ' ')
    .replace(/\s+/g, ' ')
    .replace(UNPLAIN, '')
    .replace(DOMAIN_DOT, '. ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).trimEnd()}…`;
}
