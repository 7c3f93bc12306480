import { assert } from '#src/domain/errors.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';

/** A command that was found, with the words that its alias stands for. */
interface Found {
  readonly command: Command;
  readonly given: string;
}

/** Every command, by name and alias. */
export interface Registry {
  readonly all: readonly Command[];
  find(name: string): Found | undefined;
  /** Names that somebody may have meant. */
  near(name: string): readonly string[];
}

/** Throws if a name or alias is there twice: it would depend on the order of a list which of the two is run. */
export function createRegistry(commands: readonly Command[]): Registry {
  const byName = new Map<string, Found>();
  const add = (name: string, found: Found): void => {
    assert(/^[a-z][a-z0-9_]{0,31}$/.test(name), `/${name} is not a name that every platform takes`);
    assert(!byName.has(name), `two commands are called /${name}`);
    byName.set(name, found);
  };
  for (const command of commands) add(command.name, { command, given: '' });
  for (const command of commands) for (const [alias, given] of Object.entries(command.aliases ?? {})) add(alias, { command, given });
  const names = [...byName.keys()];
  return {
    all: commands,
    find: (name) => byName.get(name.toLowerCase()),
    near: (name) => nearest(name, names),
  };
}
