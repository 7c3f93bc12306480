import type { Clock } from '#src/domain/clock.ts';
import { recordJobRun } from '#src/ledger/jobs.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

/** Something that is done again and again. All of them stand in one list, and the audit finds one that did not run. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Returns what it did, in a few words. */
  run(): string | Promise<string>;
  /** It has nothing to do at the very first start. */
  readonly waitsAtFirst?: true;
  /** Ends what is under way. */
  stop?(): void;
}

/** Starts the jobs; returns the way to stop them. A job that fails is recorded as failed and runs again at its next time. */
export function startJobs(jobs: readonly Job[], clock: Clock, ledger: Ledger, report: (error: unknown) => void): () => void {
  const timers = jobs.map((job) => clock.every(job.everyMs, () => runJob(job, clock, ledger, report)));
  return () => {
    for (const timer of timers) timer.cancel();
    for (const job of jobs) job.stop?.();
  };
}

export function runJob(job: Job, clock: Clock, ledger: Ledger, report: (error: unknown) => void): void {
  // When it began: at a fast market, hours may pass until it ends.
  const startedAt = clock.now();
  const done = (outcome: 'good' | 'failed', detail: string): void => {
    // A job that was under way when Heron stopped has nothing to write to any more.
    if (ledger.isOpen) ledger.transact((tx) => recordJobRun(tx, job.name, startedAt, outcome, detail));
  };
  const failed = (error: unknown): void => {
    // What the end of Heron has cut off is no failure.
    if (!ledger.isOpen) return;
    report(error);
    done('failed', error instanceof Error ? error.message : String(error));
  };
  try {
    const result = job.run();
    if (typeof result === 'string') done('good', result);
    else result.then((detail) => done('good', detail), failed);
  } catch (error) {
    failed(error);
  }
}
