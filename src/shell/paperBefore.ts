import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';

/** The ledger of the paper trading before live, for reading; undefined when there is none. It is the one beside the live one unless named. */
export function paperBefore(live: string, named?: string): Ledger | undefined {
  const path = named ?? join(dirname(live), 'heron.db');
  if (path === live || !existsSync(path)) return undefined;
  return new Ledger({ path, clock: systemClock(), readonly: true });
}
