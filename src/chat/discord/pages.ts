/** Lines that belong together; `code` stands in a fence, in which figures keep their columns. */
export interface Piece {
  readonly code: boolean;
  readonly lines: readonly string[];
}

const OPEN = '```\n';
const CLOSE = '\n```';

/**
 * Pieces as Markdown, in pages of at most `room` characters, in order and complete: broken between lines, and a line only when it is longer than a page. A fence
 * that goes over a page is closed and opened again.
 */
export function pagesOf(pieces: readonly Piece[], room: number): string[] {
  const pages: string[] = [];
  let page = '';
  for (const { code, lines } of pieces) {
    let inside = false;
    for (const line of lines.flatMap((one) => broken(one, code ? room - OPEN.length - CLOSE.length : room))) {
      const begin = code ? OPEN : '';
      const glue = inside ? '\n' : page === '' ? begin : page.endsWith(CLOSE) || code ? `\n${begin}` : `\n\n${begin}`;
      const end = code ? CLOSE : '';
      if (page !== '' && page.length + glue.length + line.length + end.length > room) {
        pages.push(inside ? page + end : page);
        page = begin + line;
      } else page += glue + line;
      inside = true;
    }
    if (code && inside) page += CLOSE;
  }
  return page === '' ? pages : [...pages, page];
}

/** A line that fits: cut at spaces where there are any, never within a character or between a backslash and its sign. */
function broken(line: string, room: number): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    let cut = space > room / 2 ? space : room;
    const before = /\\+$/.exec(rest.slice(0, cut))?.[0].length ?? 0;
    if (before % 2 === 1) cut--;
    if (/[\ud800-\udbff]$/.test(rest.slice(0, cut))) cut--;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut).replace(/^ /, '');
  }
  return [...parts, rest];
}
