import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Check } from '#src/chat/checks.ts';
import type { Settings } from '#src/config/settings.ts';
import { instant, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { backupFolder, backupsOf } from '#src/ledger/backupFolder.ts';
import { eventBySeq, lastEvent, recentEvents } from '#src/ledger/events.ts';
import { fileSystemOf, type Statfs } from '#src/ledger/fileSystem.ts';
import { type GateLine, gateReport } from '#src/ledger/gate.ts';
import { isLeased } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { ageOf } from '#src/ready/age.ts';

const FREE_BYTES = 1024 ** 3;
const DAY_MS = 86_400_000;
/** What the doctor says in its own way, or that a stopped ledger has not. */
const ELSEWHERE = ['lease', 'quick_check'];

/** The folder of a ledger, and what lies in it. */
export function ledgerChecks(path: string, { mode, jobs }: Pick<Settings, 'mode' | 'jobs'>, statfs?: Statfs): Check[] {
  // The start makes folders that are missing; what counts is the one that is there.
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const found = writable(folder);
  if (!existsSync(path) || !found.ok)
    return [found, ...placeOf(folder, mode, statfs), { name: 'ledger', ok: true, found: 'none yet; the first start makes it' }];
  return [found, ...openedChecks(path, mode, jobs.backupHours, statfs)];
}

function writable(folder: string): Check {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (!statSync(folder).isDirectory()) throw new Error('not a folder');
    return { name: 'folder', ok: true, found: `${folder} can be written` };
  } catch {
    return {
      name: 'folder',
      ok: false,
      found: `${folder} cannot be written`,
      mend: 'Name another ledger with --ledger, or mend the permissions.',
    };
  }
}

/** Where a ledger is going to be. */
function placeOf(folder: string, mode: Settings['mode'], statfs?: Statfs): Check[] {
  const { doubtful, freeBytes } = fileSystemOf(folder, undefined, statfs);
  return [
    {
      name: 'disk',
      ok: freeBytes > FREE_BYTES,
      found: `${(freeBytes / FREE_BYTES).toFixed(1)} GiB free`,
      mend: 'Free at least 1 GiB, or put the ledger elsewhere.',
    },
    checkOf(
      {
        name: 'file system',
        ok: doubtful === undefined,
        figure: doubtful ?? 'local',
        hint: 'Put the ledger and its whole folder on a local disk.',
        liveOnly: true,
      },
      mode,
    ),
  ];
}

/** On paper what only live money needs is said, and does not fail. */
function checkOf({ name, ok, figure, hint, liveOnly }: GateLine, mode: Settings['mode']): Check {
  if (ok) return { name, ok, found: figure };
  if (liveOnly && mode === 'paper') return { name, ok: true, found: `${figure}: good enough for paper, refused for live money (${hint})` };
  return { name, ok, found: figure, mend: hint };
}

function openedChecks(path: string, mode: Settings['mode'], backupHours: number, statfs?: Statfs): Check[] {
  const isRunning = isLeased(path);
  let ledger: Ledger;
  try {
    ledger = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return [{ name: 'ledger', ok: false, found: error.message, mend: error.hint }];
  }
  try {
    const lines = gateReport(ledger, { pages: true, ...(statfs && { statfs }) });
    const pages = lines.find(({ name }) => name === 'quick_check');
    return [
      ...lines.filter(({ name }) => !ELSEWHERE.includes(name)).map((line) => checkOf(line, mode)),
      {
        name: 'ledger',
        ok: pages?.ok === true,
        found: pages?.ok === true ? `${ledger.head.seq} events, file sound` : `file damaged: ${pages?.figure}`,
        mend: pages?.hint ?? '',
      },
      { name: 'running', ok: true, found: isRunning ? 'a Heron runs on it' : 'no Heron runs on it' },
      lastStop(ledger, isRunning),
      ...halted(ledger),
      backup(ledger, mode, backupHours),
    ];
  } finally {
    ledger.close();
  }
}

function lastStop(ledger: Ledger, isRunning: boolean): Check {
  const started = lastEvent(ledger, 'app.started', 'heron');
  const stopped = lastEvent(ledger, 'app.stopped', 'heron');
  if (started === undefined) return { name: 'last stop', ok: true, found: 'it has never run' };
  if (stopped !== undefined && stopped.seq > started.seq)
    return { name: 'last stop', ok: true, found: `in order at ${stopped.at}: ${stopped.data.reason}` };
  if (isRunning) return { name: 'last stop', ok: true, found: `it runs since ${started.at}` };
  const newest = recentEvents(ledger, 1)[0]?.at;
  return {
    name: 'last stop',
    ok: true,
    found: `NOT in order: it ended after ${newest}; the next start recovers, and the log of that time says why`,
  };
}

function halted(ledger: Ledger): Check[] {
  const { halt } = ledger.memory;
  return halt === undefined ? [] : [{ name: 'halt', ok: true, found: `HALTED since ${halt.at}: ${halt.reason}` }];
}

/** By the machine's time and by what is in the folder. A ledger of a few days may have none yet on paper. */
function backup(ledger: Ledger, mode: Settings['mode'], everyHours: number): Check {
  const [newest] = backupsOf(ledger.path);
  const made = lastEvent(ledger, 'backup.made', 'ledger');
  const folder = backupFolder(ledger.path);
  const mend = 'Make one with heron backup; a running Heron makes one by itself.';
  if (newest === undefined) {
    const first = eventBySeq(ledger, 1)?.at;
    const now = systemClock().now();
    const young = first === undefined || now - parseInstant(first) < 2 * everyHours * 3_600_000;
    if (made === undefined && mode === 'paper')
      return { name: 'backup', ok: true, found: `none yet in ${folder}${young ? '' : `. ${mend}`}` };
    return {
      name: 'backup',
      ok: false,
      found: made === undefined ? `none in ${folder}` : `those that were made are gone from ${folder}`,
      mend,
    };
  }
  const ageMs = systemClock().now() - newest.at;
  const plain = newest.sealed ? 'encrypted' : 'not encrypted: there was no key of a vault';
  return {
    name: 'backup',
    ok: mode === 'paper' || (ageMs < DAY_MS && newest.sealed),
    found: `${ageOf(ageMs)} old, up to event ${newest.seq}, ${plain}`,
    mend,
  };
}
