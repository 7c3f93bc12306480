import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { openDatabase } from '#src/ledger/database.ts';
import { migrate } from '#src/ledger/migrate.ts';
import { openWorld, type World } from '#test/harness.ts';
import { livedDay } from './livedDay.ts';
import { HOUSE, places, type Source, sources } from './sources.ts';

describe('PROFIT-1', () => {
  it('PROFIT-1: the result of a trade has one name, pnl: nothing in the program is called profit', () => {
    // Somebody who comes from another bot may say /profit; it is an alias and means /pnl all.
    const found = places(sources(), /\b\w*profit\w*/i).filter((place) => place !== 'commands/pnl.ts: profit');
    expect(found).toEqual([]);
    expect(createRegistry(commands).find('profit')).toMatchObject({ command: { name: 'pnl' }, given: 'all' });
  });

  it('PROFIT-1: the ledger stores it under one name, once', () => {
    const db = openDatabase(':memory:');
    migrate(db);
    const columns = db
      .prepare('select m.name as "table", c.name as column from sqlite_schema m join pragma_table_info(m.name) c where m.type = \'table\'')
      .all() as { table: string; column: string }[];
    db.close();
    expect(columns.filter(({ column }) => /profit|pnl|result|^gain|return/i.test(column))).toEqual([
      { table: 'trade', column: 'pnl' },
      { table: 'score', column: 'pnl' },
    ]);
  });

  it('PROFIT-1: the search finds the name where it stands', () => {
    const bad: Source = { path: 'x.ts', text: '', code: 'const profit_loss = 1; // profit\nrow.profitLoss' };
    expect(places([bad], /\b\w*profit\w*/i)).toHaveLength(3);
  });
});

describe('PROFIT-2', () => {
  it('PROFIT-2: fees are taken off in one place of the program, and the sum of the books is the only other word on it', () => {
    const off = [/subtract\([^;\n]*?\bfees\b/, /-[ ]*[\w.]*\bfees\b/];
    const found = off.flatMap((pattern) => places(sources(), pattern)).map((place) => place.split(':')[0]);
    expect([...new Set(found)]).toEqual(['src/domain/trade.ts']);
    expect(places(sources(), /\bpnlOf\s*=|function pnlOf\b/)).toHaveLength(1);
    // SQL sums what is stored and works nothing out.
    expect(places(sources('src/ledger'), /pnl\s*[-+]\s*\w|\w\s*-\s*fees/, 'text').filter((place) => /\.ts: .*select/.test(place))).toEqual(
      [],
    );
  });
});

describe('PROFIT-3', () => {
  /** Everything that can be asked, with what it needs. */
  const questions = commands.filter(({ role }) => role === 'viewer').flatMap(({ examples }) => examples);

  const isWhole = async (world: World): Promise<void> => {
    for (const line of questions) {
      const reply = await world.asks(line);
      const said = JSON.stringify(reply);
      expect(said, line).not.toMatch(/undefined|\bNaN\b|Infinity|\[object|\bnull\b/);
      expect(reply.title.trim(), line).not.toBe('');
    }
  };

  it('PROFIT-3: no answer has a hole in it: not before the first price, not before the first trade, not after a day', async () => {
    expect(questions.length).toBeGreaterThan(15);
    await using young = await openWorld();
    await isWhole(young);
    await young.price('BTC/USDT', 63_800);
    await isWhole(young);
    await using old = await livedDay();
    await isWhole(old);
  });
});

describe('PROFIT-4', () => {
  it('PROFIT-4: two commands, or aliases, cannot have one name', () => {
    const [pnl, status] = ['pnl', 'status'].map((name) => commands.find((one) => one.name === name)) as [never, never];
    expect(() => createRegistry([pnl, status, pnl])).toThrow('two commands are called /pnl');
    expect(() => createRegistry([pnl, { ...(status as object), name: 'profit' } as never])).toThrow('two commands are called /profit');
    expect(() => createRegistry([...commands])).not.toThrow();
  });

  it('PROFIT-4: whatever it is asked by, PnL comes from one function: every name gives the same answer', async () => {
    await using world = await livedDay();
    const all = await world.asks('/pnl all');
    expect((await world.asks('/profit')).data).toEqual(all.data);
    expect((await world.asks('pnl all')).data).toEqual(all.data);
    // The view that every surface reads: nothing but src/ledger/pnl.ts sums up trades.
    const summing = places(sources('src', 'commands'), /\bfrom trade\b/, 'text').map((place) => place.split(':')[0]);
    expect(summing.filter((path) => !path?.startsWith('src/ledger/'))).toEqual([]);
    expect(readFileSync(join(HOUSE, 'src/ledger/pnl.ts'), 'utf8')).toContain('export function pnlBetween');
  });
});
