import { parse } from './parse.ts';
import type { Registry } from './registry.ts';

/**
 * What somebody wrote in a private chat, as a line. Without a slash it is a question, except for what only shows something and for the word that stops
 * everything: a sentence that happens to begin with `approve` must not approve.
 */
export function lineOfFreeText(text: string, commands: Registry): string {
  if (text === '' || text.startsWith('/')) return text;
  const parsed = parse(text, commands);
  const isPanic = 'command' in parsed && parsed.command.panic === true;
  return isPanic || ('args' in parsed && parsed.command.role === 'viewer') ? text : `/ask ${text}`;
}
