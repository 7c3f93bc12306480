import { type Clock, later, parseInstant } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { pruneButtons } from '#src/ledger/buttons.ts';
import { pruneCandles } from '#src/ledger/candleBlocks.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { lastJobRun, pruneJobRuns } from '#src/ledger/jobs.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { pruneTraces } from '#src/ledger/traces.ts';
import type { App, AppParts } from './app.ts';
import { backupJob } from './backups.ts';
import { accountOf, DESK } from './found.ts';
import type { Job } from './jobs.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** What is done again and again whatever happens; a replay only marks its equity. */
export function jobsOf(
  { withJobs = true, settings, ledger, clock, wall = clock, feed, backup }: AppParts,
  { quotes, mode }: Pick<App, 'quotes' | 'mode'>,
  audit: App['audit'],
): Job[] {
  const { markMinutes, auditMinutes, pruneHours, traceDays, candleDays, jobRunsKept, backupHours, backupsKept } = settings.values.jobs;
  const mark: Job = {
    name: 'mark',
    everyMs: markMinutes * MINUTE_MS,
    run() {
      const account = accountOf(mode);
      const { equity, prices } = equityOf(ledger.memory, quotes, account, DESK);
      ledger.transact((tx) => {
        const data = { account_id: account, desk_id: DESK, equity: toText(equity), prices: JSON.stringify(prices) };
        tx.append({ kind: 'equity.marked', subject: DESK, actor: 'heron', data });
      });
      return `equity ${toText(equity)}`;
    },
  };
  const prune: Job = {
    name: 'prune',
    everyMs: pruneHours * HOUR_MS,
    run() {
      return ledger.transact((tx) => {
        saveFeed(tx, feed);
        pruneJobRuns(tx, jobRunsKept);
        pruneButtons(tx, { wall: later(wall.now(), -WEEK_MS), market: later(clock.now(), -WEEK_MS) });
        pruneCandles(tx, later(clock.now(), -candleDays * 24 * HOUR_MS));
        return `${pruneTraces(tx, later(clock.now(), -traceDays * 24 * HOUR_MS))} old traces deleted`;
      });
    },
  };
  let auditing = false;
  const check: Job = {
    name: 'audit',
    everyMs: auditMinutes * MINUTE_MS,
    async run() {
      // Market time may run far ahead of the machine: audits must not pile up behind each other.
      if (auditing) return 'the one before is still under way';
      auditing = true;
      const { ok, findings, events } = await audit().finally(() => {
        auditing = false;
      });
      return ok ? `${events} events, nothing found` : `${findings.length} findings`;
    },
  };
  if (!withJobs) return [mark];
  return backup === undefined
    ? [mark, prune, check]
    : [mark, prune, check, backupJob({ ledger, wall, everyHours: backupHours, kept: backupsKept, seal: backup.seal })];
}

/** Where a feed stands, so that a simulated one goes on from there. */
export function saveFeed(tx: LedgerTx, feed: AppParts['feed']): void {
  if (feed.snapshot) tx.append({ kind: 'feed.saved', subject: feed.name, actor: 'heron', data: { snapshot: feed.snapshot() } });
}

/** Its time came while nobody ran. */
export function isOverdue(ledger: Ledger, job: Job, clock: Clock): boolean {
  const last = lastJobRun(ledger, job.name);
  assert(job.everyMs > 0, `job ${job.name} never runs`);
  if (last === undefined) return job.waitsAtFirst !== true;
  return parseInstant(last.started_at) + job.everyMs <= clock.now();
}
