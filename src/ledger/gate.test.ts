import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { checkNewest } from './gate.ts';
import { Ledger } from './ledger.ts';

const clock = new VirtualClock(instant(1_700_000_000_000));
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-gate-'));
  path = join(folder, 'a.db');
  const ledger = new Ledger({ path, clock });
  for (let i = 0; i < 3; i++) ledger.transact((tx) => tx.append({ kind: 'halt.set', subject: 'halt', actor: 'test', data: { reason: `${i}` } }));
  ledger.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

function vandal(sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec('drop trigger event_no_update; drop trigger event_no_delete;');
  db.exec(sql);
  db.close();
}

describe('checkNewest', () => {
  it('lets a ledger pass that is as it was committed', () => {
    const ledger = new Ledger({ path, clock });
    expect(() => checkNewest(ledger)).not.toThrow();
    ledger.close();
  });

  it.each([
    ['the newest event is gone', 'delete from event where seq = 3', 'event 3 is missing'],
    ['an event says something else', `update event set data = '{"reason":"x"}' where seq = 2`, 'event 2 is changed'],
  ])('refuses to start when %s', (_, sql, sentence) => {
    vandal(sql);
    const ledger = new Ledger({ path, clock });
    expect(() => checkNewest(ledger)).toThrow(CannotStart);
    expect(() => checkNewest(ledger)).toThrow(sentence);
    ledger.close();
  });
});
