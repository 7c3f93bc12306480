import { describe, expect, it } from 'vitest';
import { type LedgerWorld, openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { findDifferences } from './compare.ts';
import type { Reader } from './core.ts';
import type { EventRow } from './event.ts';
import { loadMemory } from './memory.ts';
import { Rebuild, rebuild } from './rebuild.ts';
import { eventRows } from './verify.ts';

const world = (trades: number, seed = 1): LedgerWorld => {
  const made = openLedgerWorld({ seed, batch: 100_000 });
  playHistory(made, trades, 2);
  made.ledger.flush();
  return made;
};
const rebuilt = (of: LedgerWorld, change: (row: EventRow) => EventRow = (row) => row): Rebuild =>
  rebuild([...eventRows(of.ledger)].map(change));

describe('a ledger rebuilt from its events', () => {
  it('has the same rows, over several pages, and the same memory', () => {
    const one = world(160);
    using fresh = rebuilt(one);
    expect(fresh.stopped).toBeUndefined();
    const { rows, differences } = findDifferences(fresh, one.ledger);
    expect(differences).toEqual([]);
    expect(rows).toBeGreaterThan(4_000);
    expect(fresh.memory.positions).toEqual(loadMemory(one.ledger).positions);
    expect([...fresh.memory.orders.keys()].sort()).toEqual([...one.ledger.memory.orders.keys()].sort());
  });

  it('can add up exactly, as a projection asks for when a fill comes after the end of its order', () => {
    using rebuilt = new Rebuild();
    expect(rebuilt.get('select decimal_sum(amount) as total from fill')).toEqual({ total: '0' });
  });

  it('stops at an event that cannot be read, and at one that cannot have happened', () => {
    const one = world(6);
    using unreadable = rebuilt(one, (row) => (row.seq === 20 ? { ...row, data: '{"a":' } : row));
    expect(unreadable.stopped?.seq).toBe(20);
    using impossible = rebuilt(one, (row) => (row.kind === 'order.submitted' ? { ...row, kind: 'feed.died', data: '{}' } : row));
    expect(impossible.stopped?.why).toMatch(/order o1 is not live/);
    using incomplete = rebuilt(one, (row) => (row.kind === 'fill.recorded' ? { ...row, data: '{}' } : row));
    expect(incomplete.stopped).toBeDefined();
  });

  it('differs where events differ', () => {
    const one = world(6);
    using fresh = rebuilt(one, (row) =>
      row.kind === 'account.opened' ? { ...row, data: row.data.replace('"venue":"paper"', '"venue":"other"') } : row,
    );
    expect(findDifferences(fresh, one.ledger).differences).toEqual([
      { table: 'account', id: 'paper', seq: 2, column: 'venue', expected: 'other', found: 'paper' },
    ]);
  });
});

describe('differences between two ledgers', () => {
  it('are rows that are missing, that nobody made, and columns', () => {
    const one = world(8);
    using fresh = rebuilt(one);
    const without = (table: string, change: (rows: Record<string, unknown>[]) => Record<string, unknown>[]): Reader => ({
      get: one.ledger.get.bind(one.ledger),
      all: <Row>(sql: string, ...cells: (string | number | null)[]) => {
        const rows = one.ledger.all<Record<string, unknown>>(sql, ...cells);
        return (sql.includes(`from "${table}"`) ? change(rows) : rows) as Row[];
      },
    });
    const found = (reader: Reader) => findDifferences(fresh, reader).differences;
    expect(found(without('fill', (rows) => rows.slice(1)))).toMatchObject([{ table: 'fill', id: 'f1', expected: 'a row', found: 'none' }]);
    expect(found(without('fill', (rows) => [...rows, { ...rows[0], id: 'f0', seq: 7 }]))).toMatchObject([
      { table: 'fill', id: 'f0', seq: 7, expected: 'none', found: 'a row' },
    ]);
    expect(found(without('score', (rows) => rows.with(0, { ...rows[0], grade: 'benched' })))).toMatchObject([
      { table: 'score', column: 'grade', found: 'benched' },
    ]);
    expect(found(without('meta', () => []))).toMatchObject([
      { table: 'meta', id: 'learning' },
      { table: 'meta', id: 'migration.1' },
      { table: 'meta', id: 'migration.2' },
      { table: 'meta', id: 'migration.3' },
      { table: 'meta', id: 'migration.4' },
    ]);
  });
});
