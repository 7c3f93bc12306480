import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import type { AnyEvent } from './event.ts';
import { GENESIS, Ledger, type LedgerTx } from './ledger.ts';
import type { Memory } from './memory.ts';
import { queueMessage } from './outbox.ts';
import { verifyChain } from './verify.ts';

const START = instant(1_767_600_000_000);
const open = (batch = 1, report?: (error: unknown) => void): Ledger =>
  new Ledger({ path: ':memory:', clock: new VirtualClock(START), batch, ...(report && { report }) });

const note = (tx: LedgerTx, reason: string): number => tx.append({ kind: 'feed.died', subject: 'x', actor: 'test', data: { reason } });
const rows = (ledger: Ledger): number => ledger.get<{ n: number }>('select count(*) as n from event')?.n ?? 0;

/** Everything in memory, with amounts as text. */
const snapshot = (memory: Memory): unknown =>
  JSON.parse(
    JSON.stringify(
      Object.fromEntries(Object.entries(memory).map(([name, one]) => [name, one instanceof Map ? Object.fromEntries(one) : one])),
    ),
  );

class Oops extends Error {}
const failing = (ledger: Ledger, work: (tx: LedgerTx) => void): void => {
  expect(() =>
    ledger.transact((tx) => {
      work(tx);
      throw new Oops();
    }),
  ).toThrow(Oops);
};

describe('a transaction', () => {
  it('writes everything or nothing: rows, number, hash and memory are as if it had never been', () => {
    const world = openLedgerWorld({ seed: 3 });
    const { ledger } = world;
    playHistory(world, 6, 2);
    const before = { head: ledger.head, memory: snapshot(ledger.memory), rows: rows(ledger) };
    failing(ledger, (tx) => {
      note(tx, 'gone');
      playHistory(world, 3, 1);
      queueMessage(tx, { eventSeq: 1, channel: 'gone', reply: '{}', at: world.clock.now() });
      tx.append({ kind: 'halt.set', subject: 'halt', actor: 'test', data: { reason: 'gone' } });
    });
    expect({ head: ledger.head, memory: snapshot(ledger.memory), rows: rows(ledger) }).toEqual(before);
    expect(ledger.memory.halt).toBeUndefined();
    expect(ledger.get("select * from outbox where channel = 'gone'")).toBeUndefined();
    ledger.close();
  });

  it('that failed leaves a ledger that goes on: the chain holds, and memory is what the rows say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.nat(3)), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(1, 1, 3, 1_000),
        async (script, batch) => {
          const world = openLedgerWorld({ seed: 5, batch });
          const { ledger, clock } = world;
          ledger.flush();
          for (const [fails, what] of script) {
            const work = (): void => {
              if (what < 3) playHistory(world, what, 1);
              else ledger.transact((tx) => note(tx, 'x'));
            };
            if (fails) failing(ledger, work);
            else work();
          }
          ledger.flush();
          expect(verifyChain(ledger)).toMatchObject({ ok: true, events: ledger.head.seq });
          const { findings } = await audit({ ledger, clock });
          expect(findings).toEqual([]);
          ledger.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('within another one belongs to it', () => {
    const ledger = open();
    const heard: number[] = [];
    ledger.listen(({ seq }) => heard.push(seq));
    failing(ledger, () => {
      ledger.transact((tx) => note(tx, 'inner'));
      expect(rows(ledger)).toBe(1);
    });
    expect([rows(ledger), heard]).toEqual([0, []]);
    const seq = ledger.transact((tx) => {
      note(tx, 'outer');
      const inner = ledger.transact((again) => note(again, 'inner'));
      expect(heard).toEqual([]);
      return inner;
    });
    expect([seq, heard, rows(ledger)]).toEqual([2, [1, 2], 2]);
    ledger.close();
  });

  it('is the only way to write', () => {
    const ledger = open();
    expect(() => note(ledger, 'x')).toThrow('outside of a transaction');
    expect(() => ledger.run("insert into meta values ('a', 'b')")).toThrow('outside of a transaction');
    let kept: LedgerTx | undefined;
    ledger.transact((tx) => {
      kept = tx;
    });
    expect(() => note(kept as LedgerTx, 'late')).toThrow('outside of a transaction');
    expect(rows(ledger)).toBe(0);
    ledger.close();
  });

  it('gives the number of the event and carries its cause; time and chain are the ledger’s own', () => {
    const clock = new VirtualClock(START);
    const ledger = new Ledger({ path: ':memory:', clock });
    expect(ledger.head).toEqual({ seq: 0, hash: GENESIS });
    const first = ledger.transact((tx) => note(tx, 'a'));
    clock.advanceTo(later(START, 5));
    ledger.transact((tx) => tx.append({ kind: 'feed.recovered', subject: 'x', actor: 'test', cause: first, data: { reason: 'b' } }));
    expect(ledger.all('select seq, at, cause from event order by seq')).toEqual([
      { seq: 1, at: '2026-01-05T08:00:00.000Z', cause: null },
      { seq: 2, at: '2026-01-05T08:00:00.005Z', cause: 1 },
    ]);
    expect(verifyChain(ledger).ok).toBe(true);
    ledger.close();
  });

  it('refuses an event that JSON cannot hold, whole', () => {
    const ledger = open();
    expect(() =>
      ledger.transact((tx) => {
        note(tx, 'x');
        tx.append({ kind: 'approval.drifted', subject: 'c1', actor: 'x', data: { reference: '1', price: '2', tolerance_pct: Number.NaN } });
      }),
    ).toThrow('cannot hold NaN');
    expect(rows(ledger)).toBe(0);
    ledger.close();
  });
});

describe('whoever listens', () => {
  it('hears each event once, in order, after its commit', () => {
    const ledger = open();
    const heard: string[] = [];
    const stop = ledger.listen((event: AnyEvent) => heard.push(`${event.seq}/${rows(ledger)}`));
    ledger.transact((tx) => {
      note(tx, 'a');
      note(tx, 'b');
      expect(heard).toEqual([]);
    });
    stop();
    ledger.transact((tx) => note(tx, 'c'));
    expect(heard).toEqual(['1/2', '2/2']);
    ledger.close();
  });

  it('and fails stops neither the others nor what was written', () => {
    const reported: unknown[] = [];
    const ledger = open(1, (error) => reported.push(error));
    const heard: number[] = [];
    ledger.listen(() => {
      throw new Oops('first');
    });
    ledger.listen(({ seq }) => heard.push(seq));
    ledger.transact((tx) => note(tx, 'a'));
    ledger.transact((tx) => note(tx, 'b'));
    expect(heard).toEqual([1, 2]);
    expect(reported).toHaveLength(2);
    expect(rows(ledger)).toBe(2);
    ledger.close();
  });

  it('may write in turn, and hears of that too', () => {
    const ledger = open();
    const heard: number[] = [];
    ledger.listen(({ seq }) => {
      heard.push(seq);
      if (seq < 3) ledger.transact((tx) => note(tx, `after ${seq}`));
    });
    ledger.transact((tx) => note(tx, 'a'));
    expect(heard).toEqual([1, 2, 3]);
    ledger.close();
  });

  it('within the transaction takes part in it: what it writes goes with the event, and its failure takes the event back', () => {
    const ledger = open();
    ledger.within((tx, { seq }) => {
      if (seq === 2) throw new Oops('no');
      queueMessage(tx, { eventSeq: seq, channel: 'terminal', reply: '{}', at: START });
    });
    ledger.transact((tx) => note(tx, 'a'));
    expect(() => ledger.transact((tx) => note(tx, 'b'))).toThrow(Oops);
    expect(rows(ledger)).toBe(1);
    expect(ledger.all('select event_seq from outbox')).toEqual([{ event_seq: 1 }]);
    ledger.close();
  });
});

describe('a batch', () => {
  it('commits many transactions together; what is read in between is up to date', () => {
    const world = openLedgerWorld({ seed: 9, batch: 1_000 });
    const single = openLedgerWorld({ seed: 9, batch: 1 });
    for (const one of [world, single]) playHistory(one, 10, 2);
    expect(rows(world.ledger)).toBe(world.ledger.head.seq);
    world.ledger.flush();
    expect(world.ledger.head).toEqual(single.ledger.head);
    expect(snapshot(world.ledger.memory)).toEqual(snapshot(single.ledger.memory));
    for (const { ledger } of [world, single]) ledger.close();
  });

  it('that fails is taken back to the last commit, as a whole', () => {
    const ledger = open(3);
    ledger.transact((tx) => note(tx, '1'));
    ledger.transact((tx) => note(tx, '2'));
    ledger.transact((tx) => note(tx, '3'));
    ledger.transact((tx) => note(tx, '4'));
    failing(ledger, (tx) => note(tx, '5'));
    expect(ledger.head.seq).toBe(3);
    expect(rows(ledger)).toBe(3);
    ledger.close();
  });
});

describe('a write that was put off', () => {
  it('happens once for each key, before the commit, however often it was asked for', () => {
    const ledger = open();
    const done: string[] = [];
    ledger.transact((tx) => {
      for (const times of [1, 2, 3]) tx.later('a', () => done.push(`a${times}`));
      tx.later('b', () => done.push('b'));
      expect(done).toEqual([]);
    });
    expect(done).toEqual(['a3', 'b']);
    ledger.close();
  });

  it('is forgotten with the transaction that asked for it', () => {
    const ledger = open();
    const done: string[] = [];
    failing(ledger, (tx) => tx.later('a', () => done.push('a')));
    ledger.transact((tx) => note(tx, 'x'));
    expect(done).toEqual([]);
    ledger.close();
  });
});
