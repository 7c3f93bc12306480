import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { add, decimal, subtract, toText } from '#src/domain/decimal.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Vandal } from '#test/vandal.ts';
import type { Reader } from './core.ts';
import { Ledger } from './ledger.ts';
import { PERFORMANCE_BY, performanceBy, pnlBetween } from './pnl.ts';
import { runningPerformance, runningPnl } from './runningPnl.ts';

const folder = mkdtempSync(join(tmpdir(), 'heron-running-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const held = (ledger: Reader) => [runningPnl(ledger), ...PERFORMANCE_BY.map((by) => runningPerformance(ledger, by))];
const added = (ledger: Reader) => [pnlBetween(ledger, undefined, undefined), ...PERFORMANCE_BY.map((by) => performanceBy(ledger, by))];

describe('a running total', () => {
  it('is nothing before the first trade, and after each trade what the rows add up to, in every dimension', () => {
    const world = openLedgerWorld();
    for (let trades = 0; trades < 25; trades++) {
      expect(held(world.ledger)).toEqual(added(world.ledger));
      playHistory(world, 1);
    }
    expect(runningPnl(world.ledger).trades).toBe(24 + 1);
    expect(runningPnl(world.ledger, 'main')).toEqual(runningPnl(world.ledger));
    expect(runningPnl(world.ledger, 'nobody').trades).toBe(0);
    world.ledger.close();
  });

  it('reads only trades that closed since it was last asked for', () => {
    const path = join(folder, 'since.db');
    const world = openLedgerWorld({ path });
    playHistory(world, 5);
    const before = runningPnl(world.ledger).pnl;
    const vandal = new Vandal(path);
    vandal.db.prepare("update trade set pnl = '1000000' where rowid = 1").run();
    vandal[Symbol.dispose]();
    expect(toText(runningPnl(world.ledger).pnl)).toBe(toText(before));
    playHistory(world, 1);
    const { pnl } = world.ledger.get<{ pnl: string }>('select pnl from trade where rowid = 6') as { pnl: string };
    expect(toText(runningPnl(world.ledger).pnl)).toBe(toText(add(before, decimal(pnl))));
    world.ledger.close();
  });

  it.each([1, 1_000])('forgets trades that were rolled back, with %i transactions to a commit', (batch) => {
    const world = openLedgerWorld({ path: join(folder, `rollback-${batch}.db`), seed: 7, batch });
    playHistory(world, 4);
    world.ledger.flush();
    held(world.ledger);
    const undone = (): void =>
      world.ledger.transact(() => {
        playHistory(world, 3);
        expect(held(world.ledger)).toEqual(added(world.ledger));
        throw new Error('no');
      });
    expect(undone).toThrow('no');
    expect(held(world.ledger)).toEqual(added(world.ledger));
    expect(undone).toThrow('no');
    playHistory(world, 5);
    expect(runningPnl(world.ledger).trades).toBe(9);
    expect(held(world.ledger)).toEqual(added(world.ledger));
    world.ledger.close();
  });

  it('follows a ledger that another process writes', () => {
    const path = join(folder, 'followed.db');
    const world = openLedgerWorld({ path });
    const reading = new Ledger({ path, clock: world.clock, readonly: true });
    for (let round = 0; round < 3; round++) {
      playHistory(world, 2);
      expect(held(reading)).toEqual(added(world.ledger));
    }
    expect(toText(subtract(runningPnl(reading).pnl, runningPnl(world.ledger).pnl))).toBe('0');
    reading.close();
    world.ledger.close();
  });
});
