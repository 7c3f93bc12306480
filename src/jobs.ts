import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { recordJobRun } from '#src/ledger/jobs.ts';

/** Something that is done again and again. All of them stand in one list, and the audit finds one that did not run. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Returns what it did, in a few words. */
  run(): string;
}

/** Starts the jobs; returns the way to stop them. A job that fails is recorded as failed and runs again at its next time. */
export function startJobs(jobs: readonly Job[], clock: Clock, ledger: Ledger, report: (error: unknown) => void): () => void {
  const timers = jobs.map((job) => clock.every(job.everyMs, () => runJob(job, clock, ledger, report)));
  return () => {
    for (const timer of timers) timer.cancel();
  };
}

export function runJob(job: Job, clock: Clock, ledger: Ledger, report: (error: unknown) => void): void {
  let outcome: 'good' | 'failed' = 'good';
  let detail: string;
  try {
    detail = job.run();
  } catch (error) {
    outcome = 'failed';
    detail = error instanceof Error ? error.message : String(error);
    report(error);
  }
  ledger.transact((tx) => recordJobRun(tx, job.name, clock.now(), outcome, detail));
}
