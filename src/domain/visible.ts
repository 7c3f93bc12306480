/** Controls, marks that turn the reading direction, what takes no room and could hide something, and what is no character at all. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** Text from outside on one line, with nothing in it that cannot be seen, and at most so many characters; empty when nothing is left. */
export const visible = (dirty: string, longest: number): string =>
  [
    ...dirty
      .slice(0, longest * 8)
      .replace(UNSEEN, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, longest)
    .join('')
    .trim();
