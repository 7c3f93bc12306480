import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Db } from './database.ts';
import { makeFolder } from './folder.ts';

/**
 * Writes a copy of an open ledger to a file, for its owner alone, and waits until it is on the disk. One read transaction sees one moment of it, also
 * while another process writes. A file that is there is replaced. About 2.3 s for a million events.
 */
export function copyInto(db: Db, path: string): void {
  makeFolder(path);
  rmSync(path, { force: true });
  // VACUUM INTO takes an empty file as it is, and so its mode.
  closeSync(openSync(path, 'wx', 0o600));
  db.prepare('vacuum into ?').run(path);
  chmodSync(path, 0o600);
  sync(path);
}

/** A file, and that it has this name, survive a power loss. */
export function sync(path: string): void {
  for (const one of [path, dirname(path)]) {
    const handle = openSync(one, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}
