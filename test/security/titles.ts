import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '#test/never-again/sources.ts';

const texts = new Map<string, string>();

/** Whether a file has a test of exactly this title, as its source writes it; `%s` stands for whatever is put into it. */
export function isTitleIn(file: string, title: string): boolean {
  const path = join(HOUSE, file);
  const text = texts.get(file) ?? (existsSync(path) ? readFileSync(path, 'utf8').replaceAll(/\$\{[^}]*\}/g, '%s') : '');
  texts.set(file, text);
  return [`'${title}'`, `\`${title}\``, `"${title}"`].some((quoted) => text.includes(quoted));
}

/** As the title of a test that has run looks, whatever was put into its places. */
export const patternOf = (title: string): RegExp =>
  new RegExp(
    `${title
      .split(/%[sdijfo#]/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
