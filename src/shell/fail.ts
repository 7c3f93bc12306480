import { CannotStart, OutsideError, WrongUsage } from '#src/domain/errors.ts';
import { EXIT } from './io.ts';

/** Says what went wrong in sentences, never with a stack trace unless it is a bug, and returns the exit code. */
export function fail(error: unknown, stderr: Pick<NodeJS.WriteStream, 'write'>): number {
  if (error instanceof OutsideError) {
    stderr.write(`${error.message}\n${error.hint}\n`);
    if (error instanceof WrongUsage) return EXIT.usage;
    return error instanceof CannotStart ? EXIT.cannotStart : EXIT.found;
  }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`Heron found a bug in itself and stopped; the ledger holds everything up to then.\nPlease report this:\n${said}\n`);
  return 70;
}
