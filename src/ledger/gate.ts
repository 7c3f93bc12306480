import { existsSync, statSync } from 'node:fs';
import { CannotStart } from '#src/domain/errors.ts';
import { APPLICATION_ID, isOlderSqlite, OLDEST_SQLITE } from './database.ts';
import { fileSystemOf, folderOf, type Statfs } from './fileSystem.ts';
import { isLeased } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { schemaVersion } from './migrate.ts';
import { verifyChain } from './verify.ts';

/** How far back a start looks; all of it is looked at by `heron verify`. */
const NEWEST = 1_000;
const LEAST_FREE = 1024 ** 3;
const LOGS_FREE = 10;

/**
 * Before anything is written to a ledger: its newest events must be the ones that were committed last. The first commit would record a new head and
 * with it cover up a tail that was cut off. Throws CannotStart.
 */
export function checkNewest(ledger: Ledger): void {
  const { ok, firstBad } = verifyChain(ledger, Math.max(1, ledger.head.seq - NEWEST));
  if (ok) return;
  throw new CannotStart(
    'ledger-changed',
    `The ledger ${ledger.path} was changed outside of Heron: event ${firstBad?.seq} is ${firstBad?.what}.`,
    'Nothing was written. heron verify names every change; restore the last good copy of the file.',
  );
}

/** One thing that must hold before a ledger may carry money. */
export interface GateLine {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly figure: string;
  /** What to do when it is not good. */
  readonly hint: string;
  /** True for what only live money needs: on paper it is a warning. */
  readonly liveOnly: boolean;
}

export interface GateOptions {
  /** Also lets SQLite look through every page: about 13 s for a million events, so a paper start leaves it to the doctor and the backups. */
  readonly pages?: boolean;
  readonly statfs?: Statfs;
  /** Version that SQLite tells, for whoever wants to know about another one. */
  readonly sqliteVersion?: string;
}

/**
 * Everything that reliability.md asks of an open ledger, each with its figure. Of a ledger that is open for reading only, what a writer sets for
 * itself (waiting for the disk) is not among it. Never throws for what it finds.
 */
export function gateReport(ledger: Ledger, options: GateOptions = {}): readonly GateLine[] {
  const inMemory = ledger.path === ':memory:';
  return [
    ...settingsOf(ledger, inMemory),
    versionOf(ledger, options.sqliteVersion),
    ...identityOf(ledger),
    ...(options.pages === true ? [pagesOf(ledger)] : []),
    ...(inMemory ? [] : filesOf(ledger.path, options.statfs)),
  ];
}

/** Throws CannotStart with the first line of the gate that does not hold for live money. */
export function passForLive(ledger: Ledger, options: GateOptions = {}): void {
  const bad = gateReport(ledger, { pages: true, ...options }).find(({ ok }) => !ok);
  if (bad === undefined) return;
  throw new CannotStart('gate', `Live money is refused on ${ledger.path}: ${bad.name} is ${bad.figure}.`, bad.hint);
}

const REPORT = 'Report this: the database library changed its defaults.';

function settingsOf(ledger: Ledger, inMemory: boolean): GateLine[] {
  const setting = (name: string): unknown => Object.values(ledger.get<Record<string, unknown>>(`pragma ${name}`) ?? {})[0];
  const line = (name: string, wanted: unknown, hint = REPORT): GateLine => {
    const found = setting(name) ?? 0;
    return { name, ok: found === wanted, figure: String(found), hint, liveOnly: false };
  };
  if (!ledger.readonly) {
    // The library was seen falling back to NORMAL: what is read counts only after a write. This one changes nothing.
    ledger.transact((tx) => tx.run(`pragma application_id = ${APPLICATION_ID}`));
  }
  return [
    ...(inMemory ? [] : [line('journal_mode', 'wal', 'Put the ledger on a local disk.')]),
    ...(ledger.readonly ? [] : [line('synchronous', 2)]),
    line('foreign_keys', 1),
    line('busy_timeout', 5000),
    line('trusted_schema', 0),
    line('mmap_size', 0),
  ];
}

function versionOf(ledger: Ledger, said?: string): GateLine {
  const version = said ?? ledger.get<{ v: string }>('select sqlite_version() as v')?.v ?? '0';
  return {
    name: 'SQLite',
    ok: !isOlderSqlite(version),
    figure: version,
    hint: `Run npm ci: Heron needs SQLite ${OLDEST_SQLITE.join('.')} or newer, which it brings along.`,
    liveOnly: false,
  };
}

function identityOf(ledger: Ledger): GateLine[] {
  const id = ledger.get<{ application_id: number }>('pragma application_id')?.application_id;
  const version = ledger.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
  const newest = schemaVersion();
  return [
    {
      name: 'application_id',
      ok: id === APPLICATION_ID,
      figure: `0x${(id ?? 0).toString(16)}`,
      hint: 'Name a ledger of Heron.',
      liveOnly: false,
    },
    {
      name: 'schema',
      // A ledger that is only read may wait for the start that brings it up to date.
      ok: ledger.readonly ? version <= newest : version === newest,
      figure: `${version} of ${newest}`,
      hint: 'Update Heron; it never writes to a ledger that it does not know.',
      liveOnly: false,
    },
  ];
}

function pagesOf(ledger: Ledger): GateLine {
  const found = ledger.get<{ quick_check: string }>('pragma quick_check(1)')?.quick_check ?? 'no answer';
  return {
    name: 'quick_check',
    ok: found === 'ok',
    figure: found,
    hint: 'The file is damaged: stop, and go back to the newest backup with heron restore.',
    liveOnly: false,
  };
}

function filesOf(path: string, statfs?: Statfs): GateLine[] {
  const folder = folderOf(path);
  const { doubtful, freeBytes } = fileSystemOf(folder, path, statfs);
  const logBytes = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
  const free = (freeBytes / LEAST_FREE).toFixed(1);
  return [
    {
      name: 'file system',
      ok: doubtful === undefined,
      figure: doubtful ?? 'local',
      hint: 'Put the ledger and its whole folder on a local disk: locks and syncs of others cannot be trusted.',
      liveOnly: true,
    },
    {
      name: 'disk',
      ok: freeBytes > Math.max(LEAST_FREE, LOGS_FREE * logBytes),
      figure: `${free} GiB free, log ${(logBytes / 1024 ** 2).toFixed(1)} MiB`,
      hint: 'Free at least 1 GiB, and ten times the size of the log beside the ledger; or put the ledger elsewhere.',
      liveOnly: false,
    },
    modeOf('folder', folder, 0o700, true),
    ...['', '-wal', '-shm']
      .filter((end) => existsSync(`${path}${end}`))
      .map((end) => modeOf(`ledger${end}`, `${path}${end}`, 0o600, false)),
    leaseOf(path),
  ];
}

/** SEC-09: its owner's alone. */
function modeOf(name: string, path: string, wanted: number, liveOnly: boolean): GateLine {
  const { mode, uid } = statSync(path);
  const others = mode & 0o077;
  const mine = process.getuid === undefined || uid === process.getuid();
  return {
    name: `${name} mode`,
    ok: others === 0 && mine,
    figure: `0${(mode & 0o777).toString(8)}${mine ? '' : ', of another user'}`,
    hint: mine ? `chmod ${wanted.toString(8)} ${path}` : `chown it to the user that Heron runs as: ${path}`,
    liveOnly,
  };
}

function leaseOf(path: string): GateLine {
  const held = isLeased(path);
  return {
    name: 'lease',
    ok: held,
    figure: held ? 'held by one' : 'held by nobody',
    hint: 'Start it with heron start, which takes it.',
    liveOnly: true,
  };
}
