import { describe, expect, it } from 'vitest';
import { later } from '#src/domain/clock.ts';
import { openLedgerWorld } from '#test/ledgerWorld.ts';
import { acknowledge, MOST_STANDING, noteFindings, type Seen } from './findings.ts';
import { loadMemory } from './memory.ts';

const fee: Seen = { invariant: 'INV-18', row: 'fill f1 (event 18)', expected: 'fee 1.02', found: 'fee 0.01' };
const price: Seen = { ...fee, expected: 'price 64000', found: 'price 1' };
const balance: Seen = { invariant: 'VENUE', row: 'paper balance of USDT', expected: '100 as in the ledger', found: '90' };

function world() {
  const { ledger, clock, ids } = openLedgerWorld();
  const note = (...seen: Seen[]) => noteFindings(ledger, seen, () => ids.next('d'), 'audit', 10);
  return {
    ledger,
    clock,
    note,
    standing: () => [...ledger.memory.findings.values()].map(({ id, row, status }) => `${id} ${row} ${status}`),
  };
}

describe('what an audit finds', () => {
  it('is opened once while it stands, and closed when it is gone', () => {
    const { ledger, clock, note, standing } = world();
    expect(note(fee, price)).toEqual({ opened: ['d1', 'd2'], closed: [] });
    const { seq } = ledger.head;
    clock.advanceTo(later(clock.now(), 3_600_000));
    expect(note(price, fee)).toEqual({ opened: [], closed: [] });
    expect(ledger.head.seq).toBe(seq);
    expect(note(price)).toEqual({ opened: [], closed: ['d1'] });
    expect(standing()).toEqual(['d2 fill f1 (event 18) open']);
    expect(note(price, fee)).toEqual({ opened: ['d3'], closed: [] });
    expect(note()).toEqual({ opened: [], closed: ['d2', 'd3'] });
  });

  it('is the same thing when only its figures have moved on', () => {
    const { note } = world();
    note(balance);
    expect(note({ ...balance, expected: '120 as in the ledger', found: '110' })).toEqual({ opened: [], closed: [] });
    expect(note({ ...balance, row: 'paper balance of BTC' })).toEqual({ opened: ['d2'], closed: ['d1'] });
  });

  it('counts two that cannot be told apart as two', () => {
    const { note, standing } = world();
    const twin = { ...balance, found: '80' };
    expect(note(balance, twin).opened).toEqual(['d1', 'd2']);
    expect(note(balance, twin)).toEqual({ opened: [], closed: [] });
    expect(note(balance).closed).toHaveLength(1);
    expect(standing()).toHaveLength(1);
  });

  it('stays acknowledged, and is not opened again', () => {
    const { ledger, note, standing } = world();
    note(fee);
    expect(acknowledge(ledger, 'd1', 'user:terminal', 'a test')).toBe(true);
    expect(acknowledge(ledger, 'd7', 'user:terminal', 'a test')).toBe(false);
    expect(note(fee)).toEqual({ opened: [], closed: [] });
    expect(standing()).toEqual(['d1 fill f1 (event 18) acknowledged']);
    expect(note().closed).toEqual(['d1']);
  });

  it('is fifty things at most, and one line that says how many more; the rest follows when there is room', () => {
    const { ledger, note } = world();
    const many = Array.from({ length: 70 }, (_, i) => ({ ...fee, row: `fill f${i} (event ${i})` }));
    expect(note(...many).opened).toHaveLength(MOST_STANDING + 1);
    expect([...ledger.memory.findings.values()].at(-1)).toMatchObject({
      row: 'further findings',
      found: '20 more; heron audit --json lists all',
    });
    expect(note(...many)).toEqual({ opened: [], closed: [] });
    const after = note(...many.slice(30));
    expect([after.opened.length, after.closed.length]).toEqual([20, 31]);
    expect(ledger.memory.findings.size).toBe(40);
  });

  it('is told by one audit that says what is new, which each finding has as its cause', () => {
    const { ledger, note } = world();
    note(fee);
    note(fee, price);
    const events = ledger.all<{ seq: number; kind: string; cause: number | null; data: string }>(
      "select seq, kind, cause, data from event where kind in ('audit.finished', 'finding.opened') order by seq",
    );
    expect(events.map(({ kind }) => kind)).toEqual(['audit.finished', 'finding.opened', 'audit.finished', 'finding.opened']);
    expect(events[3]?.cause).toBe(events[2]?.seq);
    expect(JSON.parse(events[2]?.data ?? '')).toEqual({ ok: false, checked: 10, findings: [price] });
  });

  it('is in memory what it is in the rows', () => {
    const { ledger, note } = world();
    note(fee, price, balance);
    acknowledge(ledger, 'd2', 'user:terminal', 'a test');
    note(price, balance);
    expect([...loadMemory(ledger).findings]).toEqual([...ledger.memory.findings]);
  });
});
