import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from '#src/domain/errors.ts';

/** Makes the folder of a ledger when it is missing, for its owner alone. Throws CannotStart. */
export function makeFolder(ledgerPath: string): void {
  try {
    mkdirSync(dirname(ledgerPath), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(ledgerPath, error);
  }
}

/** The answer when nothing can be written where a ledger should be. */
export function unusable(ledgerPath: string, error: unknown): CannotStart {
  const said = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
  return new CannotStart(
    'ledger-folder',
    `Nothing can be written beside the ledger ${ledgerPath}: ${said.split(', ')[0]}.`,
    'Check the folder and its permissions, or name another ledger with --ledger.',
  );
}
