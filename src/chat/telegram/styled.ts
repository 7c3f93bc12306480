import type { MessageEntity } from 'grammy/types';

/** Text with its looks. Looks are entities beside the text (offsets in UTF-16 units), so nothing in the text can be markup. */
export interface Styled {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

type Look = 'bold' | 'code' | 'pre';

export const plain = (text: string): Styled => ({ text, entities: [] });

export const looking = (look: Look, text: string): Styled => ({
  text,
  entities: text === '' ? [] : [{ type: look, offset: 0, length: text.length }],
});

/** One after the other. */
export function joined(parts: readonly Styled[], between = ''): Styled {
  let text = '';
  const entities: MessageEntity[] = [];
  parts.forEach((part, index) => {
    if (index > 0) text += between;
    for (const entity of part.entities) entities.push({ ...entity, offset: entity.offset + text.length });
    text += part.text;
  });
  return { text, entities };
}

/** A piece, with the looks that reach into it. */
export function piece({ text, entities }: Styled, from: number, to: number): Styled {
  const kept = entities.flatMap((entity) => {
    const start = Math.max(entity.offset, from);
    const end = Math.min(entity.offset + entity.length, to);
    return end > start ? [{ ...entity, offset: start - from, length: end - start }] : [];
  });
  return { text: text.slice(from, to), entities: kept };
}
