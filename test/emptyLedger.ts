import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';

let bytes: Buffer | undefined;

/** Puts a ledger in which nothing has happened at a path: what the migrations make, made once for each process. */
export function emptyLedger(path: string): void {
  bytes ??= migratedFile();
  writeFileSync(path, bytes, { mode: 0o600 });
}

function migratedFile(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'heron-empty-'));
  try {
    const path = join(folder, 'heron.db');
    new Ledger({ path, clock: new VirtualClock(instant(0)) }).close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
