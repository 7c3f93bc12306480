import { describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { lastJobRun, pruneJobRuns, recordJobRun } from './jobs.ts';
import { Ledger, type LedgerTx } from './ledger.ts';
import { findSealBreaks } from './seal.ts';
import { pruneTraces, TraceWriter, tracesOf } from './traces.ts';

const START = instant(1_700_000_000_000);
const open = (): Ledger => new Ledger({ path: ':memory:', clock: new VirtualClock(START) });
const trace = (writer: TraceWriter, tx: LedgerTx, outcome: string, hours: number): void =>
  writer.write(tx, {
    deskId: 'main',
    market: 'BTC/USDT',
    strategist: 'smc',
    outcome,
    reasons: ['x'],
    bias: 'up',
    price: 1,
    at: later(START, hours * 3_600_000),
  });

describe('sealed rows', () => {
  it('may lose their oldest by pruning, which says up to which', () => {
    const ledger = open();
    const writer = new TraceWriter();
    for (let i = 0; i < 10; i++) ledger.transact((tx) => trace(writer, tx, `o${i}`, i));
    ledger.transact((tx) => {
      for (let i = 0; i < 9; i++) recordJobRun(tx, 'mark', START, 'good', String(i));
    });
    expect(findSealBreaks(ledger)).toEqual([]);
    ledger.transact((tx) => {
      expect(pruneTraces(tx, later(START, 4 * 3_600_000))).toBe(4);
      pruneJobRuns(tx, 3);
    });
    expect(tracesOf(ledger, 'BTC/USDT', 100)).toHaveLength(6);
    expect(findSealBreaks(ledger)).toEqual([]);
    expect(ledger.all('select id from job_run order by id')).toEqual([{ id: 7 }, { id: 8 }, { id: 9 }]);
    ledger.transact((tx) => {
      pruneJobRuns(tx, 3);
      expect(pruneTraces(tx, later(START, 4 * 3_600_000))).toBe(0);
    });
    expect(findSealBreaks(ledger)).toEqual([]);
  });

  it('are missed when one was deleted, wherever it stood', () => {
    for (const [id, expected] of [
      [1, 'a row'],
      [3, 'a row'],
      [5, 'row 5 to be the last'],
    ] as const) {
      const ledger = open();
      ledger.transact((tx) => {
        for (let i = 0; i < 5; i++) recordJobRun(tx, 'mark', START, 'good', String(i));
      });
      ledger.transact((tx) => tx.run('delete from job_run where id = ?', id));
      expect(findSealBreaks(ledger)).toMatchObject([{ table: 'job_run', id, expected }]);
    }
  });

  it('are missed when pruning is only claimed', () => {
    const ledger = open();
    ledger.transact((tx) => {
      for (let i = 0; i < 3; i++) recordJobRun(tx, 'mark', START, 'good', String(i));
      tx.run("insert into meta values ('pruned.job_run', '2')");
    });
    expect(findSealBreaks(ledger).map(({ id, found }) => [id, found])).toEqual([
      [1, 'a row that was pruned'],
      [2, 'a row that was pruned'],
    ]);
  });

  it('keep their seal when a transaction is rolled back', () => {
    const ledger = open();
    const writer = new TraceWriter();
    ledger.transact((tx) => trace(writer, tx, 'nothing', 0));
    expect(() =>
      ledger.transact((tx) => {
        trace(writer, tx, 'proposed', 1);
        throw new Error('no');
      }),
    ).toThrow('no');
    ledger.transact((tx) => recordJobRun(tx, 'mark', START, 'good', ''));
    ledger.transact((tx) => trace(writer, tx, 'proposed', 2));
    expect(tracesOf(ledger, 'BTC/USDT', 10).map(({ outcome, cycles }) => [outcome, cycles])).toEqual([
      ['proposed', 1],
      ['nothing', 1],
    ]);
    expect(findSealBreaks(ledger)).toEqual([]);
    expect(lastJobRun(ledger, 'mark')?.id).toBe(1);
  });
});
