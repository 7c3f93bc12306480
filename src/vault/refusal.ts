import { CannotStart } from '#src/domain/errors.ts';

/** The one answer to a key that does not fit, whatever was wrong with it: it tells nobody how near they were. */
export const wrongKey = (): CannotStart =>
  new CannotStart(
    'vault-key',
    'The vault did not open: the key does not fit.',
    'Give the key that it was made with, in HERON_VAULT_KEY or at the prompt. Without it nobody can read the keys: delete the file and enter them anew.',
  );

/** The file is not as Heron wrote it; nothing of it is used. */
export const damaged = (path: string, how: string): CannotStart =>
  new CannotStart(
    'vault-damaged',
    `The vault ${path} is not as Heron wrote it: ${how}. Nothing in it was used.`,
    'Put a backup of it back, or delete it and enter the keys anew.',
  );
