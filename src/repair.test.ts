import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { noteFindings } from '#src/ledger/findings.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Vandal } from '#test/vandal.ts';
import { repairsOf } from './repair.ts';

it('a repair of a long ledger lets everything else go on, and takes in what was written meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heron-repair-'));
  try {
    const world = openLedgerWorld({ path: join(folder, 'heron.db'), seed: 3, batch: 500 });
    const { ledger, ids } = world;
    while (ledger.head.seq < 6_000) playHistory(world, 40, 2);
    ledger.flush();
    using vandal = new Vandal(ledger.path);
    vandal.db.prepare("update condition set thesis = 'other' where id = 'c7'").run();
    const seen = { invariant: 'INV-18', row: 'condition c7 (event 99)', expected: 'thesis made up', found: 'thesis other' };
    noteFindings(ledger, [seen], () => ids.next('d'), 'audit', 1);
    ledger.flush();
    const repairs = repairsOf(ledger, world.clock);
    /** Writes an event at every turn, as long as something is under way. */
    const amid = async <T>(work: Promise<T>): Promise<{ result: T; turns: number }> => {
      let turns = 0;
      let result: { value: T } | undefined;
      void work.then((value) => {
        result = { value };
      });
      for (; result === undefined; turns++) {
        ledger.transact((tx) => tx.append({ kind: 'feed.recovered', subject: 'feed', actor: 'heron', data: { reason: 'a test' } }));
        ledger.flush();
        await setImmediate();
      }
      return { result: result.value, turns };
    };
    const { result: plan, turns } = await amid(repairs.plan('d1'));
    expect(turns).toBeGreaterThan(5);
    expect(plan).toMatchObject({ ok: true, row: 'condition c7', changes: [{ what: 'thesis', before: 'other' }] });
    const { result: done } = await amid(repairs.apply('d1', plan.ok ? plan.hash : '', 'user:terminal'));
    expect(done).toMatchObject({ ok: true, also: [], needsRestart: false });
    expect(ledger.get<{ thesis: string }>("select thesis from condition where id = 'c7'")?.thesis).not.toBe('other');
    expect((await repairs.plan('d1')).ok).toBe(false);
    ledger.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
