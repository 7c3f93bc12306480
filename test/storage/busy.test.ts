import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { storageFaultOf } from '#src/ledger/storageFault.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-busy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOLDER = `
  const db = new (require('better-sqlite3'))(process.argv[1]);
  db.exec('begin immediate');
  console.log('held');
  setTimeout(() => { db.exec('commit'); db.close(); }, Number(process.argv[2]));
`;

/** Another process takes the lock of the file for so long; resolves as soon as it has it. */
async function holds(path: string, ms: number): Promise<{ ended: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', HOLDER, path, String(ms)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  return { ended };
}

const open = (name: string): Ledger =>
  new Ledger({ path: join(folder, name), clock: new VirtualClock(parseInstant('2026-03-01T06:00:00Z')) });
const write = (ledger: Ledger): number =>
  ledger.transact((tx) => tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: 'a test' } }));

describe('a ledger whose lock another process holds (FI-52)', () => {
  it('waits for a lock that is let go in time, and nobody notices', async () => {
    const ledger = open('short.db');
    const { ended } = await holds(ledger.path, 1_500);
    expect(write(ledger)).toBe(1);
    await ended;
    ledger.close();
  });

  it('gives up after five seconds with an error that has a sentence, wrote nothing, and writes again when the lock is free', async () => {
    const ledger = open('long.db');
    write(ledger);
    const { ended } = await holds(ledger.path, 8_000);
    let fault: unknown;
    try {
      write(ledger);
    } catch (error) {
      fault = error;
    }
    expect(storageFaultOf(fault)).toEqual({ what: 'another program holds its lock', hint: expect.stringMatching(/^End /) });
    expect(ledger.head.seq).toBe(1);
    await ended;
    expect(write(ledger)).toBe(2);
    ledger.close();
  });
});
