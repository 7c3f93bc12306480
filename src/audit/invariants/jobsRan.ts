import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { lastJobRun } from '#src/ledger/jobs.ts';

/** SMC-3, SMC-4. */
export const jobsRan: Invariant = {
  id: 'JOBS',
  says: 'Every job ran within twice its interval, and its last run was good.',
  readsEvents: false,
  start({ ledger, clock, jobs, startedAt }) {
    if (jobs === undefined || startedAt === undefined) return undefined;
    return {
      finish() {
        const faults = new Faults();
        for (const { name, everyMs } of jobs) {
          faults.look();
          const last = lastJobRun(ledger, name);
          const since = Math.max(startedAt, last === undefined ? startedAt : parseInstant(last.started_at));
          const due = since + 2 * everyMs;
          if (clock.now() > due)
            faults.add(
              `job ${name}`,
              `a run before ${toIso(instant(due))}`,
              last === undefined ? 'no run at all' : `the last one at ${last.started_at}`,
            );
          if (last?.outcome === 'failed') faults.add(`job ${name} (run ${last.id})`, 'a good run', `failed: ${last.detail}`);
        }
        return faults;
      },
    };
  },
};
