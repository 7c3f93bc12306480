import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, later, toIso, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from './ledger.ts';
import { findSealBreaks } from './seal.ts';
import { lastTrace, pruneTraces, type Trace, TraceWriter, tracesOf } from './traces.ts';

const START = instant(1_767_600_000_000);
const open = (batch = 1): Ledger => new Ledger({ path: ':memory:', clock: new VirtualClock(START), batch });
const trace = (minutes: number, changes: Partial<Trace> = {}): Trace => ({
  deskId: 'main',
  market: 'BTC/USDT',
  strategist: 'smc',
  outcome: 'nothing',
  reasons: ['the score is low'],
  bias: 'neutral',
  price: 100 + minutes,
  at: later(START, minutes * 60_000),
  ...changes,
});
const write = (ledger: Ledger, writer: TraceWriter, one: Trace): void => ledger.transact((tx) => writer.write(tx, one));

describe('decision traces', () => {
  it('of neighbors that ended alike are one row with a count and the last price', () => {
    const ledger = open();
    const writer = new TraceWriter();
    for (const minutes of [0, 5, 10]) write(ledger, writer, trace(minutes));
    expect(tracesOf(ledger, 'BTC/USDT', 9)).toMatchObject([
      { cycles: 3, price: 110, from_at: toIso(START), to_at: toIso(later(START, 600_000)), reasons: '["the score is low"]' },
    ]);
    ledger.close();
  });

  it('begin a new row when outcome, reasons or bias are others, also when they come back', () => {
    for (const changes of [{ outcome: 'proposed' }, { reasons: ['another one'] }, { bias: 'long' }] as const) {
      const ledger = open();
      const writer = new TraceWriter();
      write(ledger, writer, trace(0));
      write(ledger, writer, trace(5, changes));
      write(ledger, writer, trace(10));
      expect(tracesOf(ledger, 'BTC/USDT', 9).map(({ cycles }) => cycles)).toEqual([1, 1, 1]);
      expect(lastTrace(ledger, 'BTC/USDT')).toMatchObject({ outcome: 'nothing', bias: 'neutral', price: 110 });
      ledger.close();
    }
  });

  it('count every cycle of every market once, whatever was rolled back in between, one by one or in a batch', () => {
    const cycle = fc.record({
      market: fc.constantFrom('BTC/USDT', 'ETH/USDT'),
      outcome: fc.constantFrom('nothing', 'waiting'),
      fails: fc.nat(4).map((n) => n === 0),
    });
    fc.assert(
      fc.property(fc.array(cycle, { maxLength: 30 }), fc.constantFrom(1, 7), (cycles, batch) => {
        const ledger = open(batch);
        const writer = new TraceWriter();
        let kept = new Map<string, number>();
        cycles.forEach(({ market, outcome, fails }, i) => {
          // A batch that fails goes back to its last commit; committing first makes what is kept known.
          if (fails) ledger.flush();
          const work = (): void =>
            ledger.transact((tx) => {
              writer.write(tx, trace(i, { market, outcome }));
              if (fails) throw new Error('no');
            });
          if (fails) expect(work).toThrow('no');
          else {
            work();
            kept = new Map(kept).set(market, (kept.get(market) ?? 0) + 1);
          }
        });
        ledger.flush();
        for (const market of ['BTC/USDT', 'ETH/USDT']) {
          expect(
            tracesOf(ledger, market, 100).reduce((total, row) => total + row.cycles, 0),
            market,
          ).toBe(kept.get(market) ?? 0);
        }
        expect(findSealBreaks(ledger)).toEqual([]);
        ledger.close();
      }),
      { numRuns: 60 },
    );
  });

  it('are pruned from the oldest on, and never the newest of all', () => {
    const ledger = open();
    const writer = new TraceWriter();
    for (let i = 0; i < 6; i++) write(ledger, writer, trace(i, { outcome: `o${i}` }));
    expect(ledger.transact((tx) => pruneTraces(tx, later(START, 3 * 60_000)))).toBe(3);
    expect(tracesOf(ledger, 'BTC/USDT', 9).map(({ outcome }) => outcome)).toEqual(['o5', 'o4', 'o3']);
    expect(ledger.transact((tx) => pruneTraces(tx, later(START, 99 * 60_000)))).toBe(0);
    expect(findSealBreaks(ledger)).toEqual([]);
    ledger.close();
  });
});
