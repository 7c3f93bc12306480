import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { nextId } from './nextId.ts';
import { recordPruned, sealOf } from './seal.ts';
import { tableOf } from './table.ts';

export interface JobRun {
  readonly id: number;
  readonly job: string;
  readonly started_at: string;
  readonly outcome: 'good' | 'failed';
  readonly detail: string;
}

const JOB_RUN = tableOf('job_run', ['id', 'job', 'started_at', 'outcome', 'detail', 'seal']);

export function recordJobRun(tx: LedgerTx, job: string, at: Instant, outcome: JobRun['outcome'], detail: string): void {
  const started_at = toIso(at);
  const id = nextId(tx, 'job_run');
  tx.insert(JOB_RUN, [id, job, started_at, outcome, detail, sealOf({ detail, id, job, outcome, started_at })]);
}

/** The one that began last: one that took long may end after it. */
export const lastJobRun = (ledger: Reader, job: string): JobRun | undefined =>
  ledger.get<JobRun>(
    'select id, job, started_at, outcome, detail from job_run where job = ? order by started_at desc, id desc limit 1',
    job,
  );

/** Deletes the oldest runs, all but the newest `keep`. */
export function pruneJobRuns(tx: LedgerTx, keep: number): void {
  const last = (tx.get<{ id: number | null }>('select max(id) as id from job_run')?.id ?? 0) - keep;
  const oldest = tx.get<{ id: number | null }>('select min(id) as id from job_run')?.id ?? 0;
  if (last < oldest) return;
  tx.run('delete from job_run where id <= ?', last);
  recordPruned(tx, 'job_run', last);
}
