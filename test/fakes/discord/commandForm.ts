import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import { Form } from './form.ts';

export type FakeCommand = RESTPostAPIChatInputApplicationCommandsJSONBody & { readonly id: string };

const NAME = /^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}\p{sc=Devanagari}\p{sc=Thai}]{1,32}$/u;
/** String, integer, boolean, user, channel, role, mentionable, number: subcommands are not modeled. */
const OPTION_TYPES = [3, 4, 5, 6, 7, 8, 9, 10];

/** Refuses a list of commands that Discord would refuse (docs, "Application Command Object"). `scope`: guild commands have no contexts. */
export function checkCommands(list: unknown, scope: 'global' | 'guild'): void {
  const form = new Form();
  const commands = form.list('commands', list, 100);
  const names = new Set<unknown>();
  for (const [index, command] of commands.entries()) {
    const at = String(index);
    form.whole(`${at}.type`, command.type ?? 1, [1]);
    checkName(form, `${at}.name`, command.name);
    if (names.has(command.name)) form.wrong(`${at}.name`, 'Application command names must be unique');
    names.add(command.name);
    form.text(`${at}.description`, command.description, { min: 1, max: 100, required: true });
    const { default_member_permissions: bits, contexts } = command;
    if (bits !== undefined && bits !== null && !/^\d+$/.test(String(bits)))
      form.wrong(`${at}.default_member_permissions`, 'Not a bit set in text.');
    if (scope === 'guild' && contexts !== undefined) form.wrong(`${at}.contexts`, 'Contexts cannot be set for guild commands');
    checkOptions(form, at, command.options);
  }
  form.check();
}

function checkOptions(form: Form, at: string, value: unknown): void {
  const names = new Set<unknown>();
  let optional = false;
  for (const [row, option] of form.list(`${at}.options`, value, 25).entries()) {
    const one = `${at}.options.${row}`;
    form.whole(`${one}.type`, option.type, OPTION_TYPES);
    checkName(form, `${one}.name`, option.name);
    if (names.has(option.name)) form.wrong(`${one}.name`, 'Option names must be unique');
    names.add(option.name);
    form.text(`${one}.description`, option.description, { min: 1, max: 100, required: true });
    if (option.required === true && optional) form.wrong(one, 'Required options must be placed before non-required options');
    optional ||= option.required !== true;
    const choices = form.list(`${one}.choices`, option.choices, 25);
    for (const [index, choice] of choices.entries()) checkChoice(form, `${one}.choices.${index}`, choice);
    if (choices.length > 0 && option.autocomplete === true)
      form.wrong(`${one}.autocomplete`, 'Autocomplete and choices exclude each other');
  }
}

export function checkChoice(form: Form, at: string, { name, value }: Record<string, unknown>): void {
  form.text(`${at}.name`, name, { min: 1, max: 100, required: true });
  if (typeof value === 'number') return;
  form.text(`${at}.value`, value, { min: 1, max: 100, required: true });
}

function checkName(form: Form, at: string, name: unknown): void {
  if (typeof name !== 'string' || !NAME.test(name) || name !== name.toLowerCase())
    form.wrong(at, 'String value did not match validation regex.');
}
