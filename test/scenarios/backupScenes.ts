import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#src/config/load.ts';
import { later, systemClock } from '#src/domain/clock.ts';
import { backupsOf } from '#src/ledger/backupFolder.ts';
import { countEvents } from '#src/ledger/events.ts';
import { openSimulation } from '#src/shell/simulated.ts';
import type { Scene } from './settingScenes.ts';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 60_000;

/** Half a day of a Heron with a ledger on a file: how many backups it made, and how many are left. For `jobs.backupHours` and `jobs.backupsKept`. */
export const halfADay: Scene = async (sets) => {
  const folder = mkdtempSync(join(tmpdir(), 'heron-setting-'));
  const ledgerPath = join(folder, 'heron.db');
  const settings = loadSettings({ env: {}, folder, sets: ['simulated.historyDays=1', 'jobs.auditMinutes=9999', ...sets] });
  const machine = systemClock();
  let slept = 0;
  const wall = { ...machine, now: () => later(machine.now(), slept) };
  const { app, clock } = await openSimulation({ settings, ledgerPath, wall, backup: {} });
  try {
    const runs = (): number => app.ledger.get<{ n: number }>("select count(*) as n from job_run where job = 'backup'")?.n ?? 0;
    const everyHours = (app.jobs.find(({ name }) => name === 'backup')?.everyMs ?? 0) / HOUR_MS;
    for (let hour = 6; hour <= 12; hour += 6) {
      slept += 6 * HOUR_MS;
      clock.advanceTo(later(clock.now(), 6 * HOUR_MS));
      for (const end = machine.mono() + PATIENCE_MS; runs() < Math.floor(hour / everyHours) && machine.mono() < end; )
        await new Promise((done) => setTimeout(done, 50));
    }
    return { made: countEvents(app.ledger, 'backup.made'), left: backupsOf(ledgerPath).length };
  } finally {
    await app.stop('the scene is over');
    rmSync(folder, { recursive: true, force: true });
  }
};
