import { parseArgs } from 'node:util';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import type { Io } from './io.ts';

/** What a verb was told. */
export interface Options {
  readonly flags: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly words: readonly string[];
}

type Kind = { type: 'string' | 'boolean'; multiple?: boolean };

const COMMON: Record<string, Kind> = {
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
  ledger: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
};

/** Reads `--flag value` and words; an unknown flag is wrong usage. */
export function readOptions(args: readonly string[], own: Record<string, Kind>, usage: string): Options {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...COMMON, ...own }, allowPositionals: true });
    return { flags: values as Options['flags'], words: positionals };
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('.')[0] ?? '') : String(error);
    throw new WrongUsage(`${said}.`, `Usage: ${usage}`);
  }
}

export const flag = ({ flags }: Options, name: string): string | undefined => {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
};

/** A flag without which the verb cannot run; throws WrongUsage. */
export function needed(options: Options, verb: string, name: string, what: string): string {
  const value = flag(options, name);
  if (value === undefined || value === '') throw new WrongUsage(`heron ${verb} needs ${what}.`, `heron ${verb} --help shows all of it.`);
  return value;
}

export const isOn = ({ flags }: Options, name: string): boolean => flags[name] === true;

/** Settings from the default file, a file, the environment and --set; --ledger is short for --set ledger.path=…. */
export function settingsOf(options: Options, { env }: Pick<Io, 'env'>, more: readonly string[] = []): Sourced {
  const sets = options.flags.set;
  const ledger = flag(options, 'ledger');
  const given = [...more, ...(Array.isArray(sets) ? sets : []), ...(ledger === undefined ? [] : [`ledger.path=${JSON.stringify(ledger)}`])];
  return loadSettings({ file: flag(options, 'config'), env, sets: given });
}
