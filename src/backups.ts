import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Backup } from '#src/ledger/backup.ts';
import { backupsOf, clearUnfinished, pruneBackups } from '#src/ledger/backupFolder.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import type { Job } from './jobs.ts';

const HOUR_MS = 3_600_000;
/** A timer of market time may be a little early by the machine's. */
const ALMOST = 0.9;
const HERON = fileURLToPath(new URL('../bin/heron.mjs', import.meta.url));

export interface BackupParts {
  readonly ledger: Ledger;
  /** Time of the machine: a market that runs faster needs no more backups. */
  readonly wall: Pick<Clock, 'now'>;
  readonly everyHours: number;
  /** How many are kept. */
  readonly kept: number;
  /** A key for one file; undefined without a vault. */
  readonly seal?: (() => FileKey) | undefined;
}

/**
 * Copies the ledger beside itself in a process of its own, because reading the copy back takes seconds that the sniper does not have. What came of it is an
 * event. Stopping ends the process at once; the unfinished copy is cleared away by the next one.
 */
export function backupJob({ ledger, wall, everyHours, kept, seal }: BackupParts): Job {
  const everyMs = everyHours * HOUR_MS;
  const ended = new AbortController();
  let underWay = false;
  return {
    name: 'backup',
    everyMs,
    waitsAtFirst: true,
    async run() {
      if (underWay) return 'the one before is still under way';
      const ageMs = wall.now() - (backupsOf(ledger.path)[0]?.at ?? Number.NEGATIVE_INFINITY);
      if (ageMs >= 0 && ageMs < everyMs * ALMOST) return `the newest is ${Math.round(ageMs / 60_000)} minutes old`;
      underWay = true;
      clearUnfinished(ledger.path);
      try {
        const backup = await copyElsewhere(ledger.path, seal?.(), ended.signal);
        if (ledger.isOpen) recordBackup(ledger, backup);
        const deleted = pruneBackups(ledger.path, kept);
        return `event ${backup.seq} in ${(backup.bytes / 1024 ** 2).toFixed(1)} MiB, read back; ${deleted} old ones deleted`;
      } finally {
        underWay = false;
      }
    },
    stop: () => ended.abort(),
  };
}

/** Writes that a backup was made, so that whoever asks how old the newest is need not trust the names of files. */
export function recordBackup(ledger: Ledger, { path, bytes, seq, hash, events, sealed }: Backup): void {
  ledger.transact((tx) =>
    tx.append({
      kind: 'backup.made',
      subject: 'ledger',
      actor: 'heron',
      data: { file: basename(path), bytes, head_seq: seq, head_hash: hash, events_checked: events, sealed },
    }),
  );
}

/** `heron backup`, which leaves the ledger to this process; the key goes through its input, where no list of processes shows it. */
function copyElsewhere(path: string, key: FileKey | undefined, signal: AbortSignal): Promise<Backup> {
  const args = [HERON, 'backup', '--json', '--for-heron', '--ledger', path];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { signal, killSignal: 'SIGKILL', stdio: ['pipe', 'pipe', 'pipe'] });
    const said = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said.out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said.error += chunk;
    });
    child.on('error', failed).on('close', (code) => {
      if (code === 0) done(JSON.parse(said.out) as Backup);
      else
        failed(new OutsideError('no-backup', said.error.trim().split('\n')[0] || 'The backup ended without a word.', 'Run heron backup.'));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(key === undefined ? '' : `${Buffer.from(key.key).toString('hex')} ${key.wrapped}\n`);
  });
}
