import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { AT_MACHINE, personOf } from '#src/domain/actor.ts';
import type { EventKind } from '#src/ledger/event.ts';

/** What raises risk, or makes it possible, and so is taken from nobody while Heron is locked down. */
const RAISES: readonly EventKind[] = ['condition.armed', 'approval.pledged', 'halt.ended', 'live.unlocked'];

/** SEC-39. */
export const quietInLockdown: Invariant = {
  id: 'LOCKDOWN',
  says: 'While Heron is locked down nothing is approved, resumed or unlocked, and only somebody at the machine ends it.',
  start() {
    const faults = new Faults();
    let lockedBy: number | undefined;
    return {
      event({ kind, seq, subject, actor }) {
        if (kind === 'lockdown.set') {
          faults.look();
          lockedBy = seq;
        }
        if (lockedBy === undefined) return;
        if (RAISES.includes(kind))
          faults.add(`${subject} (event ${seq})`, `nothing that raises risk after the lockdown of event ${lockedBy}`, kind);
        if (kind !== 'lockdown.ended') return;
        if (personOf(actor) !== AT_MACHINE)
          faults.add(`lockdown of event ${lockedBy}`, 'an end said at the machine', `an end by ${actor} (event ${seq})`);
        lockedBy = undefined;
      },
      finish: () => faults,
    };
  },
};
