import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { z } from 'zod';
import { type ArgumentMeta, argumentOf, type Completion } from '#src/chat/argument.ts';
import type { Command } from '#src/chat/command.ts';
import { wordsOf } from '#src/chat/parse.ts';

/** Limits of Discord (docs, "Application Command Object"). */
const MOST = { description: 100, choices: 25 } as const;

/** What a command has to offer to a menu. */
export type Listed = Pick<Command, 'name' | 'summary' | 'args' | 'rest' | 'aliases'>;

/** A command as Discord keeps it. */
export type SlashCommand = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Where commands are offered: in the one server, where they are hidden until its owner allows them to a role, or in private chats. */
type Scope = 'guild' | 'private';

/** One argument as an option of a slash command. `index` is its place among the command's arguments. */
export interface Slot {
  readonly option: string;
  readonly index: number;
  readonly optional: boolean;
  readonly last: boolean;
  readonly schema: z.ZodType;
  readonly meta: ArgumentMeta;
}

/** Arguments that can be given as options, the required ones first, as Discord wants them; those that an alias stands for are given already. */
export function slotsOf({ args, rest }: Listed, given = ''): Slot[] {
  const entries = Object.entries(args.shape as Record<string, z.ZodType>);
  const slots = entries.map(([key, schema], index) => {
    const { optional, ...meta } = argumentOf(schema);
    return { option: optionName(key), index, optional, last: rest === true && index === entries.length - 1, schema, meta };
  });
  const open = slots.slice(wordsOf(given).length);
  return [...open.filter(({ optional }) => !optional), ...open.filter(({ optional }) => optional)];
}

/** Every command and alias as JSON for Discord. Pure, so that a golden file can hold it. */
export function slashJson(commands: readonly Listed[], scope: Scope): SlashCommand[] {
  return commands.flatMap((command) => {
    const names: [string, string][] = [[command.name, ''], ...Object.entries(command.aliases ?? {})];
    return names.map(([name, given]) => ({
      type: ApplicationCommandType.ChatInput as const,
      name,
      description: cut(name === command.name ? command.summary : `/${[command.name, given].filter(Boolean).join(' ')}: ${command.summary}`),
      options: slotsOf(command, given).map(optionOf),
      ...(scope === 'guild' ? { default_member_permissions: '0' } : { contexts: [InteractionContextType.BotDM] }),
    }));
  });
}

/** `minRisk` → `min-risk`: names of options are in lower case. */
const optionName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function optionOf({ option, optional, schema, meta }: Slot): APIApplicationCommandBasicOption {
  const head = { name: option, description: cut(aboutOf(meta)), required: !optional };
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (inner instanceof z.ZodNumber)
    return {
      ...head,
      type: ApplicationCommandOptionType.Integer,
      ...bounds('min_value', inner.minValue),
      ...bounds('max_value', inner.maxValue),
    };
  const { words = [] } = meta;
  if (inner instanceof z.ZodEnum && words.length <= MOST.choices)
    return { ...head, type: ApplicationCommandOptionType.String, choices: words.map((word) => ({ name: word, value: word })) };
  const completed = meta.completes !== undefined || words.length > 0;
  return { ...head, type: ApplicationCommandOptionType.String, ...(completed && { autocomplete: true }) };
}

const bounds = <K extends string>(key: K, value: number | null): Partial<Record<K, number>> =>
  value !== null && Number.isFinite(value) ? ({ [key]: value } as Record<K, number>) : {};

const ABOUT: Readonly<Partial<Record<Completion, string>>> = {
  proposal: 'a proposal, such as c12',
  armed: 'an armed condition, such as c12',
  position: 'an open trade, such as t3, or its market',
  order: 'an order, such as o7',
  trade: 'a trade, such as t3',
  told: 'a condition, trade, order or market',
  market: 'a market, such as BTC/USDT',
  desk: 'a desk',
  command: 'a command',
  setting: 'a setting',
};

/** What an option is, in a few words: there is no other place to say it. */
function aboutOf({ shown, completes, words = [] }: ArgumentMeta): string {
  const what = completes === undefined ? undefined : ABOUT[completes];
  if (what === undefined) return words.length > 0 ? listed(words) : shown;
  return words.length > 0 ? `${what}, or ${listed(words)}` : what;
}

/** `day, week or month` */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const cut = (text: string): string =>
  [...text].length <= MOST.description ? text : `${[...text].slice(0, MOST.description - 1).join('')}…`;
