import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** Something that is done at a time of day, or every so often. */
export interface ScheduleRow {
  readonly id: string;
  /** What is done: `summary`, `audit`, … */
  readonly task: string;
  /** `23:30`, `every 6h`, … as it was typed, in its one canonical form. */
  readonly spec: string;
  readonly zone: string;
  readonly created_at: string;
  /** Due time of the last run; null before the first. Each due time is run once. */
  readonly last_due: string | null;
}

export function projectSchedule(core: Core, { seq, at, data }: LedgerEvent<'schedule.added'>): void {
  const { id, task, spec, zone } = data;
  core.run(
    "insert into schedule (id, task, spec, zone, status, created_at, last_due, seq) values (?, ?, ?, ?, 'on', ?, null, ?)",
    id,
    task,
    spec,
    zone,
    at,
    seq,
  );
  core.memory.schedules.set(id, { id, task, spec, zone, created_at: at, last_due: null });
}

export function projectScheduleEnd(core: Core, { subject }: LedgerEvent<'schedule.removed'>): void {
  core.run("update schedule set status = 'removed' where id = ?", subject);
  core.memory.schedules.delete(subject);
}

export function projectScheduleRun(core: Core, { subject, data }: LedgerEvent<'schedule.ran'>): void {
  core.run('update schedule set last_due = ? where id = ?', data.due_at, subject);
  const schedule = core.memory.schedules.get(subject);
  if (schedule) core.memory.schedules.set(subject, { ...schedule, last_due: data.due_at });
}

/** Those that are on. */
export const loadSchedules = (core: Core): ScheduleRow[] =>
  core.all<ScheduleRow>("select id, task, spec, zone, created_at, last_due from schedule where status = 'on' order by id");

/** True when a schedule was ever added, also one that was removed. */
export const anyScheduleEver = (ledger: Reader): boolean => ledger.get('select 1 from schedule limit 1') !== undefined;
