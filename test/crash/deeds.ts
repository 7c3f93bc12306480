import { backup } from './deeds/backup.ts';
import { migration } from './deeds/migration.ts';
import { restore } from './deeds/restore.ts';
import { vault, vaultKey } from './deeds/vault.ts';

/** Something that is done to files, apart from a running Heron, and that can be cut short at each of its steps. */
export interface Deed {
  readonly name: string;
  /** How long each start takes, where that is long. */
  readonly seconds?: number;
  /** Makes the files that it begins with, in an empty folder. */
  readonly prepare: (folder: string) => void | Promise<void>;
  /** Does it, in a process that dies on the way; also where one before died. */
  readonly run: (folder: string) => void | Promise<void>;
  /** What is wrong with the files after a death or at the end, a sentence each. */
  readonly look: (folder: string, isDone: boolean) => string[] | Promise<string[]>;
}

export const DEEDS: readonly Deed[] = [migration, backup, restore, vault, vaultKey];
