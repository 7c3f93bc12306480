import type { z } from 'zod';
import type { Command } from './command.ts';
import type { Registry } from './registry.ts';
import { faultText } from './usage.ts';

/** What a line means: a command with arguments, or why it means none. */
export type Parsed =
  | { readonly command: Command; readonly args: Record<string, unknown> }
  | { readonly unknown: string; readonly near: readonly string[]; readonly rest: string }
  | { readonly command: Command; readonly fault: string };

/** Reads one line: `/approve c1`, `approve c1`, `/approve@HeronBot c1`, `/resume "resume trading"`. */
export function parse(line: string, commands: Registry): Parsed {
  const [first = '', ...words] = wordsOf(line);
  const name = first.replace(/^\//, '').replace(/@\w+$/, '');
  const found = commands.find(name);
  if (found === undefined) return { unknown: first, near: commands.near(name), rest: words.join(' ') };
  const { command, given } = found;
  const typed = given === '' ? words : [...wordsOf(given), ...words];
  const read = argumentsOf(command, typed);
  return 'fault' in read ? { command, fault: read.fault } : { command, args: read.args };
}

/** Words between spaces; quotes keep words together, an unclosed one to the end of the line. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, double, curly, plain] of line.matchAll(/"([^"]*)(?:"|$)|“([^”]*)(?:”|$)|(\S+)/g))
    words.push(double ?? curly ?? plain ?? '');
  return words;
}

function argumentsOf(command: Command, words: readonly string[]): { args: Record<string, unknown> } | { fault: string } {
  const keys = Object.keys(command.args.shape);
  const kept =
    command.rest && words.length > keys.length ? [...words.slice(0, keys.length - 1), words.slice(keys.length - 1).join(' ')] : words;
  if (kept.length > keys.length) return { fault: `${kept[keys.length]} is more than /${command.name} takes` };
  const typed: Record<string, string> = {};
  kept.forEach((word, index) => {
    typed[keys[index] as string] = word;
  });
  const read: z.ZodSafeParseResult<Record<string, unknown>> = command.args.safeParse(typed);
  return read.success ? { args: read.data } : { fault: faultText(command, typed, read.error) };
}
