import { systemClock, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { ownTime } from '#src/ledger/ownTime.ts';

/** Opens a ledger for writing whose lease is held and that nobody runs, at its own time. Throws CannotStart. */
export function openOwn(path: string): Ledger {
  const machine = systemClock().now();
  const reading = new Ledger({ path, clock: new VirtualClock(machine), readonly: true });
  const now = ownTime(reading, machine);
  reading.close();
  return new Ledger({ path, clock: new VirtualClock(now) });
}
