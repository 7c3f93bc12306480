import { type Clock, systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { Io } from './io.ts';
import { type Options, settingsOf } from './options.ts';

/** Opens the ledger that the options name, for reading only. Throws CannotStart when there is none. */
export function openForReading(options: Options, io: Io): { ledger: Ledger; clock: Clock } {
  const path = options.words[0] ?? settingsOf(options, io).values.ledger.path;
  const clock = { ...systemClock(), mono: io.nowMs };
  return { ledger: new Ledger({ path, clock, readonly: true }), clock };
}
