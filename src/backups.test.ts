import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { backupFolder, backupsOf } from '#src/ledger/backupFolder.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { lastJobRun } from '#src/ledger/jobs.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { backupJob } from './backups.ts';
import { isOverdue } from './duties.ts';
import { runJob, startJobs } from './jobs.ts';
import { backupSealer } from './shell/backupSeal.ts';

const HOUR_MS = 3_600_000;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-backups-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger that this process runs on, as a start leaves it. */
function running(name: string) {
  const path = join(folder, name);
  const lease = takeLease(path);
  const clock = new VirtualClock(parseInstant('2026-01-05T08:00:00Z'));
  const ledger = new Ledger({ path, clock });
  ledger.transact((tx) =>
    tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: '1', mode: 'paper', feed: 'x' } }),
  );
  return {
    path,
    clock,
    ledger,
    close() {
      ledger.close();
      lease.release();
    },
  };
}

describe('the job that makes backups', () => {
  it('copies the ledger in a process of its own, writes down what came of it, and keeps as many as it is told', async () => {
    const { path, ledger, close } = running('kept.db');
    let slept = 0;
    const wall = { now: () => later(systemClock().now(), slept) };
    const job = backupJob({ ledger, wall, everyHours: 6, kept: 1 });
    expect(await job.run()).toMatch(/^event 1 in \d\.\d MiB, read back; 0 old ones deleted$/);
    const [first] = backupsOf(path);
    expect(lastEvent(ledger, 'backup.made', 'ledger')?.data).toMatchObject({ head_seq: 1, events_checked: 1, sealed: false });
    // A market that runs faster than the machine asks more often than there is need.
    expect(await job.run()).toBe('the newest is 0 minutes old');
    slept = 6 * HOUR_MS;
    expect(await job.run()).toMatch(/^event 2 .* 1 old ones deleted$/);
    expect(existsSync(first?.path ?? '')).toBe(false);
    expect(backupsOf(path).map(({ seq }) => seq)).toEqual([2]);
    close();
  });

  it('encrypts them where there is a vault, and shows the key to nobody', async () => {
    const { path, ledger, close } = running('sealed.db');
    const seal = await backupSealer('seven brown horses under a bridge');
    await backupJob({ ledger, wall: systemClock(), everyHours: 6, kept: 1, seal }).run();
    const [backup] = backupsOf(path);
    expect(backup?.sealed).toBe(true);
    expect(readFileSync(backup?.path ?? '').includes('SQLite format')).toBe(false);
    expect(lastEvent(ledger, 'backup.made', 'ledger')?.data.sealed).toBe(true);
    close();
  });

  it('waits at the very first start, is due when its time passed while nobody ran, and ends with Heron', async () => {
    const { path, ledger, clock, close } = running('stopped.db');
    const failed: unknown[] = [];
    const job = backupJob({ ledger, wall: systemClock(), everyHours: 6, kept: 9 });
    expect(isOverdue(ledger, job, clock)).toBe(false);
    runJob({ ...job, run: () => 'done' }, clock, ledger, () => undefined);
    clock.advanceTo(later(clock.now(), 5 * HOUR_MS));
    expect(isOverdue(ledger, job, clock)).toBe(false);
    clock.advanceTo(later(clock.now(), HOUR_MS));
    expect(isOverdue(ledger, job, clock)).toBe(true);

    const stop = startJobs([job], clock, ledger, (error) => failed.push(error));
    clock.advanceTo(later(clock.now(), 6 * HOUR_MS));
    const runs = lastJobRun(ledger, 'backup')?.id;
    stop();
    close();
    await new Promise((done) => setTimeout(done, 1_500));
    expect(failed).toEqual([]);
    const reading = new Ledger({ path, clock, readonly: true });
    expect(lastJobRun(reading, 'backup')?.id).toBe(runs);
    reading.close();
    if (existsSync(backupFolder(path))) expect(readdirSync(backupFolder(path)).filter((name) => name.endsWith('.db'))).toEqual([]);
  });

  it('that fails is a failed run, and the file that was half made is none', async () => {
    const { path, ledger, clock, close } = running('broken.db');
    ledger.transact((tx) => {
      tx.run('drop trigger event_no_update');
      tx.run("update event set actor = 'somebody' where seq = 1");
    });
    const failed: unknown[] = [];
    runJob(backupJob({ ledger, wall: systemClock(), everyHours: 6, kept: 9 }), clock, ledger, (error) => failed.push(error));
    while (failed.length === 0) await new Promise((done) => setTimeout(done, 50));
    expect(lastJobRun(ledger, 'backup')).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('event 1 is changed') });
    expect(backupsOf(path)).toEqual([]);
    close();
  });
});
