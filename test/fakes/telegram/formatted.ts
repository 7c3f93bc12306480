import { type Entity, type Formatted, parseHtml } from './html.ts';
import type { Payload } from './payload.ts';
import { bad } from './refusal.ts';

const TYPES = new Set(
  'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'.split(
    ' ',
  ),
);
/** What Telegram finds by itself in plain text, in the order in which it looks. */
const FOUND: readonly (readonly [string, RegExp])[] = [
  ['mention', /(?<![\w@])@[a-z0-9_]{3,32}\b/gi],
  ['bot_command', /(?<![\w/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?\b/gi],
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi],
  [
    'url',
    /(?<![\w@.])(?:(?:https?|ftp|tg|ton):\/\/[^\s]+|(?:[\p{L}\p{N}_-]+\.)+(?:com|net|org|io|me|app|xyz|de|ru|eth|ton)\b(?:[/?#:][^\s]*)?)/giu,
  ],
];

/** Text or caption of a call with its entities, checked and completed as Telegram does it. `name` is `text` or `caption`. */
export function formattedOf(payload: Payload, name: 'text' | 'caption'): Formatted {
  return complete(payload.text(name) ?? '', payload.text('parse_mode'), payload.list(name === 'text' ? 'entities' : 'caption_entities'));
}

/** The same for a caption within a media object. */
export function complete(raw: string, mode: string | undefined, given: unknown[] | undefined): Formatted {
  if (mode !== undefined && mode.toUpperCase() !== 'HTML') throw bad(`this fake speaks parse_mode HTML alone, not ${mode}`);
  const { text, entities } = mode === undefined ? { text: raw, entities: (given ?? []).map((one) => checked(one, raw)) } : parseHtml(raw);
  const lead = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const kept = entities.slice(0, 100).flatMap((entity) => clipped(entity, lead, trimmed.length));
  return { text: trimmed, entities: [...kept, ...found(trimmed, kept)].sort((a, b) => a.offset - b.offset) };
}

function checked(one: unknown, text: string): Entity {
  const { type, offset, length } = (one ?? {}) as Entity;
  if (!TYPES.has(type)) throw bad(`can't parse entities: unsupported entity type "${type}"`);
  if (!Number.isInteger(offset) || !Number.isInteger(length)) throw bad("can't parse entities: offset and length must be integers");
  if (offset < 0 || length <= 0 || offset + length > text.length)
    throw bad(`entity beginning at UTF-16 offset ${offset} ends after the end of the text`);
  if (splitsPair(text, offset) || splitsPair(text, offset + length)) {
    throw bad(`entity beginning at UTF-16 offset ${offset} starts in a middle of a UTF-16 symbol`);
  }
  return one as Entity;
}

const splitsPair = (text: string, at: number): boolean =>
  /[\udc00-\udfff]/.test(text[at] ?? '') && /[\ud800-\udbff]/.test(text[at - 1] ?? '');

function clipped(entity: Entity, lead: number, end: number): Entity[] {
  const from = Math.max(0, entity.offset - lead);
  const to = Math.min(end, entity.offset + entity.length - lead);
  return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
}

/** Mentions, commands, links: nothing is found within code. */
function found(text: string, given: readonly Entity[]): Entity[] {
  const taken = given
    .filter(({ type }) => ['code', 'pre', 'text_link', 'text_mention'].includes(type))
    .map(({ offset, length }) => [offset, offset + length] as const);
  const result: Entity[] = [];
  for (const [type, pattern] of FOUND) {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      const end = index + match.length;
      if (taken.some(([from, to]) => index < to && end > from)) continue;
      taken.push([index, end]);
      result.push({ type, offset: index, length: match.length });
    }
  }
  return result;
}
