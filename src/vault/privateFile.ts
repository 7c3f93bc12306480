import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from '#src/domain/errors.ts';

const OTHERS = 0o077;

/** Makes the folder of a file for its owner alone. Throws CannotStart when it is there and others can look into it. */
export function makePrivateFolder(path: string): void {
  const folder = dirname(path);
  const made = attempt(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return statSync(folder);
  });
  refuseShared(folder, made, 700);
}

/** The text of a file that only its owner can read; undefined when there is none. Throws CannotStart when others can read or own it. */
export function readPrivate(path: string): string | undefined {
  const found = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found === undefined) return undefined;
  if (!found.isFile()) throw new CannotStart('vault-file', `${path} is not a file.`, 'Name another one in vault.path.');
  refuseShared(dirname(path), statSync(dirname(path)), 700);
  refuseShared(path, found, 600);
  return attempt(path, () => readFileSync(path, 'utf8'));
}

/**
 * Replaces a file as a whole: at each moment, also after a power cut, there is the old text or the new one. The caller holds the lock, because
 * the new text has one name while it is written.
 */
export function replacePrivate(path: string, text: string): void {
  const next = `${path}.new`;
  attempt(path, () => {
    rmSync(next, { force: true });
    const file = openSync(next, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  });
}

/** Adds a line to a file that only its owner can read, and waits until it is on the disk. */
export function appendPrivate(path: string, line: string): void {
  const found = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found !== undefined) refuseShared(path, found, 600);
  attempt(path, () => {
    const file = openSync(path, 'a', 0o600);
    try {
      writeFileSync(file, `${line}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

function refuseShared(path: string, { mode, uid }: Stats, wanted: number): void {
  const isMine = process.getuid === undefined || uid === process.getuid();
  if (isMine && (mode & OTHERS) === 0) return;
  throw new CannotStart(
    'vault-shared',
    isMine ? `Others on this machine can get at ${path}, so it is not used.` : `${path} belongs to somebody else, so it is not used.`,
    isMine ? `Take that away: chmod ${wanted} ${path}. If others were on this machine, rotate the keys.` : 'Run Heron as its owner.',
  );
}

function attempt<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CannotStart(
      'vault-folder',
      `${path} could not be read or written (${code}).`,
      'Check the folder, its permissions and the disk.',
    );
  }
}
