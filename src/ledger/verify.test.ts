import { beforeAll, describe, expect, it } from 'vitest';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import type { Reader } from './core.ts';
import type { EventRow } from './event.ts';
import type { Ledger } from './ledger.ts';
import { ChainWalk, eventRows, savedHead, verifyChain } from './verify.ts';

let ledger: Ledger;
let rows: EventRow[] = [];
beforeAll(() => {
  const world = openLedgerWorld({ seed: 4 });
  playHistory(world, 70, 1);
  ledger = world.ledger;
  rows = [...eventRows(ledger)];
});

/** The report on rows that were changed after they were read. */
function walk(change: (rows: EventRow[]) => EventRow[], head = savedHead(ledger)) {
  const chain = new ChainWalk();
  for (const row of change([...rows])) chain.step(row);
  return chain.finish(head);
}
const changed = (index: number, change: Partial<EventRow>) => (all: EventRow[]) =>
  all.with(index, { ...(all[index] as EventRow), ...change });

describe('the chain of hashes', () => {
  it('holds over several pages, and its head is the newest event', () => {
    expect(rows.length).toBeGreaterThan(1_000);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(verifyChain(ledger)).toEqual({ ok: true, events: rows.length, head: ledger.head, firstBad: undefined, breaks: [] });
    expect(savedHead(ledger)).toEqual(ledger.head);
  });

  it('can be checked from an anchor on', () => {
    expect(verifyChain(ledger, 1_001)).toMatchObject({ ok: true, events: rows.length - 1_000 });
  });

  it.each<[keyof EventRow, Partial<EventRow>]>([
    ['at', { at: '2020-01-01T00:00:00.000Z' }],
    ['actor', { actor: 'nobody' }],
    ['kind', { kind: 'feed.died' }],
    ['subject', { subject: 'c9' }],
    ['cause', { cause: 1 }],
    ['data', { data: '{' }],
    ['hash', { hash: 'f'.repeat(64) }],
  ])('breaks at one event when its %s is changed', (_column, change) => {
    const { ok, breaks, firstBad } = walk(changed(49, change));
    expect(ok).toBe(false);
    expect(breaks).toHaveLength(1);
    expect(firstBad).toMatchObject({ seq: 50, what: 'changed' });
    expect(firstBad?.expected).not.toBe(firstBad?.found);
  });

  it('breaks where an event is missing, and only there', () => {
    expect(walk((all) => all.toSpliced(9, 1)).breaks).toEqual([{ seq: 10, what: 'missing', expected: 'an event', found: 'none' }]);
    expect(walk((all) => all.toSpliced(9, 3)).breaks).toEqual([{ seq: 10, what: 'missing', expected: 'events up to 12', found: 'none' }]);
    expect(walk((all) => all.slice(1)).firstBad).toMatchObject({ seq: 1, what: 'missing' });
  });

  it('breaks where the newest events are missing', () => {
    const last = rows.length;
    expect(walk((all) => all.slice(0, -1)).breaks).toEqual([
      { seq: last, what: 'missing', expected: `an event, hash ${ledger.head.hash}`, found: 'none' },
    ]);
    expect(walk((all) => all.slice(0, -2)).firstBad?.seq).toBe(last - 1);
    expect(walk(() => []).firstBad).toMatchObject({ seq: 1, expected: expect.stringContaining(`events up to ${last}`) });
  });

  it('breaks where two events have changed places', () => {
    const [a, b] = [rows[19] as EventRow, rows[29] as EventRow];
    const { breaks } = walk((all) => all.with(19, { ...b, seq: a.seq }).with(29, { ...a, seq: b.seq }));
    // Their neighbors no longer fit either: nobody can tell from the chain alone which of the two hashes was the right one.
    expect(breaks.map(({ seq }) => seq)).toEqual([20, 21, 30, 31]);
  });

  it('breaks when the whole chain was computed anew without its head', () => {
    const fresh = new ChainWalk();
    fresh.step({ ...(rows[0] as EventRow) });
    expect(fresh.finish({ seq: 1, hash: 'e'.repeat(64) }).firstBad).toMatchObject({ seq: 1, what: 'changed' });
    expect(fresh.finish(undefined).ok).toBe(false);
  });

  it('is not asked to trust what stands beside it', () => {
    const reader = (value: string | undefined): Reader => ({
      get: <Row>() => (value === undefined ? undefined : ({ value } as Row)),
      all: () => [],
    });
    expect(savedHead(reader(undefined))).toBeUndefined();
    expect(savedHead(reader('garbage'))).toEqual({ seq: -1, hash: 'garbage' });
    expect(walk((all) => all, { seq: -1, hash: 'garbage' }).firstBad).toMatchObject({
      expected: 'a record of the newest event',
      found: '"garbage"',
    });
    expect(walk((all) => all, { seq: 5, hash: 'x' }).firstBad).toMatchObject({ seq: 6, what: 'added' });
  });

  it('holds for a ledger without events', () => {
    expect(new ChainWalk().finish(undefined)).toMatchObject({ ok: true, events: 0 });
  });
});
