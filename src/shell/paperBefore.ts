import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';

/** Where the ledger of the paper trading before a live one is unless another is named: beside it. */
export const paperPath = (live: string): string => join(dirname(live), 'heron.db');

/** The ledger of the paper trading before live, for reading; undefined when there is none. */
export function paperBefore(live: string, named?: string): Ledger | undefined {
  const path = named ?? paperPath(live);
  if (path === live || !existsSync(path)) return undefined;
  return new Ledger({ path, clock: systemClock(), readonly: true });
}
