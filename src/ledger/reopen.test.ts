import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Ledger } from './ledger.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-reopen-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function made(): string {
  const path = join(folder, `${++files}.db`);
  const { ledger, ...rest } = openLedgerWorld({ path, batch: 100 });
  playHistory({ ledger, ...rest }, 5, 1);
  ledger.close();
  return path;
}
function change(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}
const refusal = (path: string): CannotStart => {
  try {
    new Ledger({ path, clock: systemClock() }).close();
  } catch (error) {
    if (error instanceof CannotStart) return error;
    throw error;
  }
  throw new Error('the ledger was opened');
};

describe('a ledger that is opened again', () => {
  it('goes on where it stopped', () => {
    const path = made();
    const first = new Ledger({ path, clock: systemClock() });
    const { seq } = first.head;
    expect(first.memory.positions.size).toBe(1);
    first.transact((tx) =>
      tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: '1', mode: 'paper', feed: 'x' } }),
    );
    first.close();
    const second = new Ledger({ path, clock: systemClock(), readonly: true });
    expect(second.head.seq).toBe(seq + 1);
    second.close();
  });

  it('is refused when its migration was edited, or when it is newer than the program', () => {
    const edited = made();
    change(edited, "update meta set value = 'x' where key = 'migration.1'");
    expect(refusal(edited).code).toBe('migration-edited');
    const newer = made();
    change(newer, 'pragma user_version = 999');
    expect(refusal(newer).code).toBe('ledger-newer');
  });

  it('is refused with a sentence when a live row cannot be read, and can still be read by verify', () => {
    const path = made();
    change(path, "update condition set entry = '{' where status = 'armed'");
    const { code, message } = refusal(path);
    expect(code).toBe('ledger-damaged');
    expect(message).toMatch(/^The ledger .+ holds something that cannot be read: .+\.$/);
    const ledger = new Ledger({ path, clock: systemClock(), readonly: true });
    expect(ledger.head.seq).toBeGreaterThan(10);
    expect(() => ledger.memory).toThrow();
    ledger.close();
  });

  it('shows one and the same state to reads that belong together, whoever writes', () => {
    const path = made();
    const reader = new Ledger({ path, clock: systemClock(), readonly: true });
    const writer = new Ledger({ path, clock: systemClock() });
    const newest = (): number => reader.get<{ seq: number }>('select max(seq) as seq from event')?.seq ?? 0;
    const before = newest();
    reader.consistently(() => {
      expect(newest()).toBe(before);
      writer.transact((tx) => tx.append({ kind: 'feed.died', subject: 'x', actor: 'x', data: { reason: 'x' } }));
      expect(newest()).toBe(before);
    });
    expect(newest()).toBe(before + 1);
    writer.close();
    reader.close();
  });
});
