import { bad } from './refusal.ts';

/** A part of a text that looks or acts otherwise. Offsets in UTF-16 units, as in the Bot API. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface Formatted {
  readonly text: string;
  readonly entities: readonly Entity[];
}

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const wrong = (what: string): Error => bad(`can't parse entities: ${what}`);

/** parse_mode HTML: only the tags and named entities that Telegram has; a `<` that begins no tag is an error. */
export function parseHtml(html: string): Formatted {
  const entities: Entity[] = [];
  const open: { name: string; type: string; offset: number; url: string | undefined }[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    const char = html[at] as string;
    if (char === '&') {
      const named = /^&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/i.exec(html.slice(at, at + 12));
      const value = named === null ? undefined : decoded(named[1], named[2], named[3]);
      text += value ?? '&';
      at += value === undefined ? 1 : (named?.[0].length ?? 1);
    } else if (char === '<') {
      const tag = /^<(\/?)([a-z-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>/i.exec(html.slice(at));
      if (tag === null) {
        const name = /^<\/?([^\s>]*)/.exec(html.slice(at))?.[1] ?? '';
        if (html.indexOf('>', at) < 0) throw wrong(`Unclosed start tag at byte offset ${at}`);
        throw wrong(`Unsupported start tag "${name.toLowerCase()}" at byte offset ${at}`);
      }
      const name = (tag[2] as string).toLowerCase();
      if (tag[1] === '/') {
        const last = open.pop();
        if (last === undefined) throw wrong(`Unexpected end tag at byte offset ${at}`);
        if (name !== '' && name !== last.name) {
          throw wrong(`Unmatched end tag at byte offset ${at}, expected "</${last.name}>", found "</${name}>"`);
        }
        const entity = { type: last.type, offset: last.offset, length: text.length - last.offset };
        if (entity.length > 0) entities.push(last.url === undefined ? entity : { ...entity, url: last.url });
      } else {
        const type = TAGS[name];
        const attributes = tag[3] as string;
        if (type === undefined) throw wrong(`Unsupported start tag "${name}" at byte offset ${at}`);
        if (name === 'span' && !/class\s*=\s*["']?tg-spoiler/.test(attributes)) {
          throw wrong(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`);
        }
        const url = name === 'a' ? /href\s*=\s*["']?([^"'\s>]+)/.exec(attributes)?.[1] : undefined;
        open.push({ name, type, offset: text.length, url });
      }
      at += tag[0].length;
    } else {
      text += char;
      at++;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw wrong(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}

function decoded(decimal: string | undefined, hex: string | undefined, name: string | undefined): string | undefined {
  if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
  if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
  return NAMED[name ?? ''];
}
