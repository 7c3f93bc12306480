import type { Ledger } from '#src/ledger/ledger.ts';
import type { Pace } from './pace.ts';

type Beat = (failed: (error: unknown) => void) => Pace;

/**
 * Lets time run until a step fails, or until a write to the ledger does, whoever wrote: an answer of the venue that could not be written down would be
 * followed by nobody, and a start is what takes such things up. Nothing is stepped after it, and `failed` hears of it once.
 */
export function beatWhileWritable(beat: Beat, ledger: Pick<Ledger, 'whenUnwritable'>, failed: (error: unknown) => void): Pace {
  let pace: Pace | undefined;
  let isOver = false;
  const fails = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    pace?.stop();
    failed(error);
  };
  ledger.whenUnwritable(fails);
  pace = beat(fails);
  return pace;
}
