import { describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { storageFaultOf } from '#src/ledger/storageFault.ts';
import { beatWhileWritable } from './beatWhileWritable.ts';

/** A ledger that may not grow any more: SQLite says of it what it says of a full disk. */
function fullLedger(): Ledger {
  const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(instant(0)) });
  ledger.get('pragma max_page_count = 1');
  return ledger;
}

const write = (ledger: Ledger): number =>
  ledger.transact((tx) => tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: 'x'.repeat(100_000) } }));

describe('time', () => {
  it('stands still once a write failed that no step made, and that is heard of once', () => {
    const ledger = fullLedger();
    const failures: unknown[] = [];
    let stopped = 0;
    beatWhileWritable(
      () => ({ stop: () => stopped++ }),
      ledger,
      (error) => failures.push(storageFaultOf(error)?.what),
    );
    for (let i = 0; i < 2; i++) expect(() => write(ledger)).toThrow(/full/);
    expect({ failures, stopped }).toEqual({ failures: ['its disk is full'], stopped: 1 });
  });

  it('goes on after a write that failed for a reason of its own', () => {
    const ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(instant(0)) });
    let stopped = 0;
    beatWhileWritable(
      () => ({ stop: () => stopped++ }),
      ledger,
      () => stopped++,
    );
    expect(() =>
      ledger.transact(() => {
        throw new Error('not today');
      }),
    ).toThrow('not today');
    expect(stopped).toBe(0);
  });

  it('stands still when a step fails, whatever it was', () => {
    const failures: unknown[] = [];
    let fails: (error: unknown) => void = () => undefined;
    const beat = (failed: typeof fails) => {
      fails = failed;
      return { stop: () => undefined };
    };
    beatWhileWritable(beat, fullLedger(), (error) => failures.push(error));
    fails('a bug');
    fails('another');
    expect(failures).toEqual(['a bug']);
  });
});
