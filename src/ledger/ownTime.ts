import { type Instant, instant, parseInstant } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import { eventBySeq, recentEvents } from './events.ts';

/**
 * The time at which something may be written to a ledger that nobody runs: the machine's, but never before its newest event; of a simulated market or
 * a replay, which have a time of their own, that of the newest event.
 */
export function ownTime(ledger: Reader, machine: Instant): Instant {
  const newest = recentEvents(ledger, 1)[0];
  if (newest === undefined) return machine;
  const at = parseInstant(newest.at);
  return isSimulated(ledger) ? at : instant(Math.max(at, machine));
}

/** Whether its prices were made up or replayed, as its first event has it. */
export function isSimulated(ledger: Reader): boolean {
  const first = eventBySeq(ledger, 1);
  return first?.kind === 'ledger.opened' && (first.data.kind === 'replay' || first.data.source.startsWith('simulated'));
}
