import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, parseInstant, toIso } from '#src/domain/clock.ts';

/** A backup as its name tells of it. */
export interface BackupFile {
  readonly path: string;
  /** Machine time. */
  readonly at: Instant;
  /** Number of its newest event. */
  readonly seq: number;
  readonly sealed: boolean;
}

const NAME = /^heron-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-(\d{1,15})\.db(\.sealed)?$/;
/** With the number of the process that makes it. */
const UNFINISHED = /^heron-(\d{1,10})\.(?:sealed\.)?part(?:-journal)?$/;

/** The folder that the backups of a ledger lie in: beside it. */
export const backupFolder = (ledgerPath: string): string => `${ledgerPath}.backups`;

/** Where a ledger is kept as it was before its schema became version `next`. */
export const beforeSchema = (ledgerPath: string, next: number): string => join(backupFolder(ledgerPath), `before-schema-${next}.db`);

/** Seconds in a name that every file system takes: `20260105T080000Z`. */
export const stampOf = (at: Instant): string => `${toIso(at).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

export const backupName = (at: Instant, seq: number, sealed: boolean): string => `heron-${stampOf(at)}-${seq}.db${sealed ? '.sealed' : ''}`;

/** The backups of a ledger, newest first; a file with another name is not one of them. */
export function backupsOf(ledgerPath: string): BackupFile[] {
  const folder = backupFolder(ledgerPath);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const [, year, month, day, hour, minute, second, seq, sealed] = NAME.exec(name) ?? [];
      const at = seq === undefined ? undefined : instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return at === undefined ? [] : [{ path: join(folder, name), at, seq: Number(seq), sealed: sealed !== undefined }];
    })
    .sort((a, b) => b.at - a.at || b.seq - a.seq);
}

/** Deletes all but the newest `keep`, and what a backup left that was cut short. Returns how many backups were deleted. */
export function pruneBackups(ledgerPath: string, keep: number): number {
  const old = backupsOf(ledgerPath).slice(keep);
  for (const { path } of old) rmSync(path, { force: true });
  return old.length;
}

/** Deletes what a backup left that was cut short; what a process that lives is making stays. */
export function clearUnfinished(ledgerPath: string): void {
  const folder = backupFolder(ledgerPath);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid] = UNFINISHED.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/** A new ledger has nothing to do with the backups of one that was here before: they are kept under another name. */
export function setAsideBackups(ledgerPath: string): void {
  const folder = backupFolder(ledgerPath);
  if (!existsSync(folder)) return;
  let count = 1;
  while (existsSync(`${folder}.${count}`)) count++;
  renameSync(folder, `${folder}.${count}`);
}

function instantOf(iso: string): Instant | undefined {
  try {
    return parseInstant(iso);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
