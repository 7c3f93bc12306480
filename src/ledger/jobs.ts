import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import { recordPruned, sealOf } from './seal.ts';

export interface JobRun {
  readonly id: number;
  readonly job: string;
  readonly started_at: string;
  readonly outcome: 'good' | 'failed';
  readonly detail: string;
}

export function recordJobRun(tx: LedgerTx, job: string, at: Instant, outcome: JobRun['outcome'], detail: string): void {
  const started_at = toIso(at);
  tx.run("insert into job_run (job, started_at, outcome, detail, seal) values (?, ?, ?, ?, '')", job, started_at, outcome, detail);
  const id = (tx.get<{ id: number }>('select last_insert_rowid() as id') as { id: number }).id;
  tx.run('update job_run set seal = ? where id = ?', sealOf({ id, job, started_at, outcome, detail }), id);
}

export const lastJobRun = (ledger: Reader, job: string): JobRun | undefined =>
  ledger.get<JobRun>('select id, job, started_at, outcome, detail from job_run where job = ? order by id desc limit 1', job);

/** Deletes the oldest runs, all but the newest `keep`. */
export function pruneJobRuns(tx: LedgerTx, keep: number): void {
  const last = (tx.get<{ id: number | null }>('select max(id) as id from job_run')?.id ?? 0) - keep;
  const oldest = tx.get<{ id: number | null }>('select min(id) as id from job_run')?.id ?? 0;
  if (last < oldest) return;
  tx.run('delete from job_run where id <= ?', last);
  recordPruned(tx, 'job_run', last);
}
