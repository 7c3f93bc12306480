import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Ledger } from './ledger.ts';
import { loadMemory } from './memory.ts';
import { Pending } from './pending.ts';
import { type Cell, tableOf } from './table.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const ORDER = tableOf('order', ['id', 'status']);
const EVENT = tableOf('event', ['seq', 'at']);

function written(pending: Pending): { sql: string; cells: Cell[] }[] {
  const runs: { sql: string; cells: Cell[] }[] = [];
  pending.write((sql, cells) => runs.push({ sql, cells: [...cells] }));
  return runs;
}

describe('rows that wait', () => {
  it('are written after those that they point to, many in one statement, each once', () => {
    const pending = new Pending();
    pending.insert(ORDER, ['o1', 'open'], 'o1');
    const events = ORDER.rowsAtOnce + 3;
    for (let seq = 1; seq <= events; seq++) pending.insert(EVENT, [seq, 'now']);
    const runs = written(pending);
    expect(runs.map(({ sql }) => sql)).toEqual([EVENT.insertMany, EVENT.insertOne, EVENT.insertOne, EVENT.insertOne, ORDER.insertOne]);
    expect(runs.flatMap(({ cells }) => cells).filter((cell) => typeof cell === 'number')).toEqual(
      Array.from({ length: events }, (_, i) => i + 1),
    );
    expect(pending.isEmpty).toBe(true);
    expect(written(pending)).toEqual([]);
  });

  it('are written as they are in the end; a row that is written already is updated after the others', () => {
    const pending = new Pending();
    pending.change(ORDER, 'o1', 'status', 'open');
    pending.change(ORDER, 'o1', 'status', 'filled');
    pending.insert(ORDER, ['o2', 'submitting'], 'o2');
    pending.change(ORDER, 'o2', 'status', 'canceled');
    expect(written(pending)).toEqual([
      { sql: ORDER.insertOne, cells: ['o2', 'canceled'] },
      { sql: 'update "order" set "status" = ? where id = ?', cells: ['filled', 'o1'] },
    ]);
  });

  it('are forgotten with a rolled back transaction', () => {
    const pending = new Pending();
    pending.insert(ORDER, ['o1', 'open'], 'o1');
    pending.change(ORDER, 'o0', 'status', 'open');
    pending.clear();
    expect(pending.isEmpty).toBe(true);
    expect(written(pending)).toEqual([]);
  });
});

describe('a ledger whose rows wait', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'heron-pending-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const deposit = (ledger: Ledger, amount: string): number =>
    ledger.transact((tx) =>
      tx.append({
        kind: 'capital.deposited',
        subject: 'paper',
        actor: 'test',
        data: { account_id: 'paper', amount, asset: 'USDT', desk_id: 'main' },
      }),
    );
  const count = (ledger: Ledger, table: string): number => ledger.get<{ n: number }>(`select count(*) as n from ${table}`)?.n ?? -1;

  it('shows them to whoever reads, within the transaction and between two of a batch', () => {
    const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START), batch: 1_000 });
    deposit(ledger, '5');
    expect(count(ledger, 'posting')).toBe(2);
    ledger.transact((tx) => {
      const data = { account_id: 'paper', amount: '7', asset: 'USDT', desk_id: 'main' };
      tx.append({ kind: 'capital.deposited', subject: 'paper', actor: 'test', data });
      expect(count(ledger, 'posting')).toBe(4);
      expect(count(ledger, 'event')).toBe(2);
    });
    ledger.close();
  });

  it('loses a batch that was not committed as a whole, and nothing that was', () => {
    const path = join(folder, 'crash.db');
    const ledger = new Ledger({ path, clock: new VirtualClock(START), batch: 1_000 });
    deposit(ledger, '5');
    ledger.flush();
    deposit(ledger, '7');
    // What a process that dies now leaves behind is what another connection sees.
    const other = new Ledger({ path, clock: new VirtualClock(START), readonly: true });
    expect(other.head.seq).toBe(1);
    expect([count(other, 'event'), count(other, 'posting')]).toEqual([1, 2]);
    other.close();
    ledger.close();
    const after = new Ledger({ path, clock: new VirtualClock(START), readonly: true });
    expect([after.head.seq, count(after, 'posting')]).toEqual([2, 4]);
    after.close();
  });

  it('takes the waiting rows of the whole batch back with the transaction that fails, and has the memory of what is committed', () => {
    const world = openLedgerWorld({ seed: 3, batch: 1_000 });
    playHistory(world, 3, 1);
    world.ledger.flush();
    const { seq } = world.ledger.head;
    const rows = count(world.ledger, '"order"');
    playHistory(world, 2);
    expect(() =>
      world.ledger.transact(() => {
        throw new Error('halfway');
      }),
    ).toThrow('halfway');
    expect(world.ledger.head.seq).toBe(seq);
    expect(count(world.ledger, '"order"')).toBe(rows);
    expect(world.ledger.memory).toEqual(loadMemory(world.ledger));
    world.ledger.close();
  });

  it('writes what was put off between transactions at once when live, and with the next commit or the end of a batch', () => {
    for (const [batch, atOnce] of [
      [1, 1],
      [1_000, 0],
    ] as const) {
      const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START), batch });
      let runs = 0;
      ledger.later('x', () => runs++);
      expect(runs).toBe(atOnce);
      ledger.flush();
      expect(runs).toBe(1);
      ledger.close();
    }
  });
});
