import { joined, looking, plain, type Styled } from './styled.ts';

/**
 * What Telegram would make a link, a mention or a command of by itself. Within code it does not, so this is where data is kept from becoming something
 * that can be tapped: the text stays as it is.
 */
const TAPPABLE = new RegExp(
  [
    String.raw`[\w.+-]*@[\w.-]+`,
    String.raw`\w+:\/\/\S+`,
    String.raw`(?<![\w/])\/[A-Za-z0-9_]+(?:@\w+)?`,
    String.raw`(?<![\p{L}\p{N}_-])(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?:[/:?#]\S*)?`,
    String.raw`(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])\S*`,
  ].join('|'),
  'gu',
);

/** More of them than this, and the whole text is code: a message has at most 100 looks, and those beyond it are dropped. */
const MANY = 8;

/** Text that can do nothing but be read. `look` is for the harmless parts: code takes no other look. */
export function guarded(text: string, look?: 'bold'): Styled {
  const found = [...text.matchAll(TAPPABLE)];
  if (found.length > MANY) return looking('code', text);
  const as = (part: string): Styled => (look === undefined ? plain(part) : looking(look, part));
  const parts: Styled[] = [];
  let at = 0;
  for (const { index, 0: match } of found) {
    parts.push(as(text.slice(at, index)), looking('code', match));
    at = index + match.length;
  }
  return joined([...parts, as(text.slice(at))]);
}
