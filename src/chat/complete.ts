import type { z } from 'zod';
import type { App } from '#src/app.ts';
import { recentTrades } from '#src/ledger/trades.ts';
import { argumentOf, type Completion } from './argument.ts';
import type { Command } from './command.ts';
import type { Registry } from './registry.ts';

const RECENT = 20;

/** What the word under the cursor may become: names of commands first, then what fits the argument, from the ledger. */
export function complete(line: string, app: App, commands: Registry): { readonly hits: readonly string[]; readonly word: string } {
  const words = line.trimStart().split(/\s+/);
  const word = words.at(-1) ?? '';
  if (words.length <= 1) {
    const slash = word.startsWith('/') ? '/' : '';
    const names = commands.all.map(({ name }) => `${slash}${name} `);
    return { hits: begin(names, word), word };
  }
  const command = commands.find((words[0] ?? '').replace(/^\//, ''))?.command;
  return { hits: command === undefined ? [] : begin(choicesOf(command, words.length - 2, app, commands), word), word };
}

/**
 * What an argument of a command (by its place) may become while it is typed, at most `limit`: first what begins with what was typed, then what holds it.
 * Asked at every key: it looks at what is live and at the newest trades, however many there are in the ledger.
 */
export function suggest(command: Command, argIndex: number, typed: string, app: App, commands: Registry, limit = 25): string[] {
  const wanted = typed.trim().toLowerCase();
  const choices = [...new Set(choicesOf(command, argIndex, app, commands))];
  const first = begin(choices, wanted);
  if (first.length >= limit || wanted === '') return first.slice(0, limit);
  return [...first, ...choices.filter((choice) => choice.toLowerCase().indexOf(wanted) > 0)].slice(0, limit);
}

function choicesOf(command: Command, argIndex: number, app: App, commands: Registry): readonly string[] {
  const schemas: unknown[] = Object.values(command.args.shape);
  const schema = schemas[argIndex] as z.ZodType | undefined;
  if (schema === undefined) return [];
  const { completes, words = [] } = argumentOf(schema);
  return [...words, ...(completes === undefined ? [] : possible(completes, app, commands))];
}

const begin = (names: readonly string[], word: string): string[] =>
  names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));

/** Everything that an argument of a kind could mean now. */
function possible(completes: Completion, app: App, commands: Registry): readonly string[] {
  const { memory } = app.ledger;
  const conditions = [...memory.conditions.values()];
  const markets = [...memory.markets.keys()];
  const positions = [...memory.positions.keys()];
  switch (completes) {
    case 'proposal':
      return conditions.filter(({ status }) => status === 'proposed').map(({ id }) => id);
    case 'armed':
      return conditions.filter(({ status }) => status === 'armed').map(({ id }) => id);
    case 'position':
      return positions;
    case 'order':
      return [...memory.orders.keys()];
    case 'trade':
      return [...positions, ...recentTrades(app.ledger, RECENT).map(({ id }) => id)];
    case 'told':
      return [...conditions.map(({ id }) => id), ...positions, ...recentTrades(app.ledger, RECENT).map(({ id }) => id), ...markets];
    case 'market':
      return markets;
    case 'desk':
      return [...memory.desks.keys()];
    case 'command':
      return commands.all.map(({ name }) => name);
    case 'setting':
      return app.settings.entries().map(({ key }) => key);
    case 'person':
      return [...memory.people.keys()];
    case 'schedule':
      return [...memory.schedules.keys()];
    case 'finding':
      return [...memory.findings.keys()];
    case 'adaptation':
      return [...memory.adaptations.keys()];
    default:
      completes satisfies never;
      return [];
  }
}
