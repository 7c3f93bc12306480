/** Terminal sequences (CSI, OSC and the two-character ones): they could move the cursor, color text, or set a title. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
/** Controls but the line feed, marks that turn the reading direction, and what takes no room and could hide a difference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Looking back keeps a long run of blanks from being looked at once for each of them. */
const TRAILING = /(?<! ) +$/gm;
const BREAKS = /(?<!\s)\s*\n\s*/g;

/** Text that can do nothing but be read. Data (names, theses, news) goes through here before it reaches a screen. */
export const clean = (dirty: string): string => dirty.replace(SEQUENCES, '').replace(UNSEEN, ' ').replace(TRAILING, '');

/** The same on one line. */
export const cleanLine = (dirty: string): string => clean(dirty).replace(BREAKS, ' ');
