import { clean, cleanLine } from '#src/chat/clean.ts';

/** Signs that mean something anywhere in a line: emphasis, code, spoilers, links, mentions, custom emoji, timestamps. */
const ANYWHERE = /[\\*_~`|[\]()<>@]/g;
/** Signs that mean something only where a line begins: headings, lists, quotes, small print, numbering. */
const AT_START = /^(\s*)([#>]|[+-](?=[ #])|\d+(?=\.\s))/gm;

/** Text in which nothing is markup, mention or link (Discord docs, "Message Formatting"). */
export const escaped = (dirty: string): string => marked(clean(dirty));

/** The same on one line. */
export const escapedLine = (dirty: string): string => marked(cleanLine(dirty));

const marked = (text: string): string =>
  text
    .replace(ANYWHERE, '\\$&')
    .replace(AT_START, (_, space: string, sign: string) => (/^\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`))
    // An address is shown as it is, and opens nothing.
    .replaceAll('://', '\\://');

/** Text inside a code block: only the fence can end it. */
export const fenced = (dirty: string): string => clean(dirty).replaceAll('``', '`\u200b`');
