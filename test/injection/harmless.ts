import { toPages } from '#src/chat/discord/render.ts';
import type { Reply } from '#src/chat/reply.ts';
import { renderBlocks, together } from '#src/chat/telegram/render.ts';

/** What Telegram makes a link, a mention or a command of by itself, outside of code. */
const TAPPABLE = /@\w+|\w+:\/\/\S+|(?<![\w/])\/[A-Za-z]\w*|(?:[a-z0-9-]+\.)+(?:example|com|org)\b/giu;
/** Signs that Discord reads as markup, mention or link, without the backslash that takes their meaning. */
const MARKUP = /(?<!\\)(?:\\\\)*(?:@everyone|@here|<[@#:t/]|\]\(|:\/\/|\|\||~~|__|`)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a screen
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** What in a reply a chat could act on, or could hide something with; empty when it can do nothing but be read. */
export function harmOf(reply: Reply): string[] {
  const { text, entities } = together(renderBlocks({ reply, taps: [] }));
  const isCode = (from: number, to: number): boolean =>
    entities.some(({ type, offset, length }) => (type === 'code' || type === 'pre') && offset <= from && to <= offset + length);
  const tappable = [...text.matchAll(TAPPABLE)]
    .filter(({ index, 0: match }) => !isCode(index, index + match.length))
    .map(([match]) => match);
  const others = entities.filter(({ type }) => !['bold', 'code', 'pre'].includes(type)).map(({ type }) => type);
  const shown = toPages({ reply, taps: [] }).map(({ embed }) => `${embed.title ?? ''}\n${withoutCode(embed.description ?? '')}`);
  const markup = shown.flatMap((page) => MARKUP.exec(page)?.[0] ?? []);
  const unseen = [text, ...shown].filter((page) => UNSEEN.test(page)).map(() => 'unseen signs');
  return [...tappable, ...others, ...markup, ...unseen];
}

const withoutCode = (text: string): string => text.replace(/^```\n[\s\S]*?\n```$/gm, '');
