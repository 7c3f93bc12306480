import { z } from 'zod';
import { argumentOf } from './argument.ts';
import type { Command } from './command.ts';

/** `/trades [n]`, `/approve ID [half]` */
export function usageOf(command: Pick<Command, 'name' | 'args'>): string {
  const parts = Object.values(command.args.shape).map((schema) => {
    const { shown, optional } = argumentOf(schema as z.ZodType);
    return optional ? `[${shown}]` : shown;
  });
  return [`/${command.name}`, ...parts].join(' ');
}

/** What is wrong with the first argument that is wrong, as the beginning of a sentence. */
export function faultText(command: Command, typed: Readonly<Record<string, string>>, error: z.ZodError): string {
  const [issue] = error.issues;
  const key = String(issue?.path[0] ?? '');
  const schema = command.args.shape[key];
  const { shown, words } = argumentOf(schema instanceof z.ZodType ? schema : z.string());
  const word = typed[key];
  if (word === undefined) return `/${command.name} needs one more word: ${shown}`;
  if (words !== undefined && schema instanceof z.ZodType && issue?.code === 'invalid_value')
    return `${word} is none of ${words.join(', ')}`;
  return `${word} does not fit: ${issue?.message ?? 'it is not understood'}`;
}
