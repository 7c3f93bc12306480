import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { keepLogShort } from './checkpoints.ts';

const START = instant(1_767_600_000_000);
const folder = mkdtempSync(join(tmpdir(), 'heron-checkpoints-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the log of the ledger', () => {
  it('is copied into the file between the commits and not by them', () => {
    const path = join(folder, 'heron.db');
    const clock = new VirtualClock(START);
    const ledger = new Ledger({ path, clock });
    ledger.checkpoint();
    const before = statSync(path).size;
    const stop = keepLogShort(ledger, clock);
    const reason = 'x'.repeat(20_000); // five pages each, 1,500 in all: more than SQLite itself would leave in the log
    for (let i = 0; i < 300; i++) ledger.transact((tx) => tx.append({ kind: 'feed.died', subject: 'x', actor: 'test', data: { reason } }));
    expect(statSync(path).size).toBe(before);
    clock.advanceTo(later(START, 5_000));
    expect(statSync(path).size).toBeGreaterThan(before + 300 * 20_000);
    const held = statSync(`${path}-wal`).size;
    for (let i = 0; i < 300; i++) ledger.transact((tx) => tx.append({ kind: 'feed.died', subject: 'x', actor: 'test', data: { reason } }));
    expect(statSync(`${path}-wal`).size).toBeLessThan(held * 1.1); // used again from its beginning
    stop();
    ledger.close();
  });
});
