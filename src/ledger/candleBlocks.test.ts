import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { keepCandle, keptCandles, pruneCandles } from './candleBlocks.ts';
import { Ledger } from './ledger.ts';
import { findSealBreaks } from './seal.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BTC = 'BTC/USDT';
const ETH = 'ETH/USDT';

const candle = (minute: number): Candle => ({
  openedAt: later(START, minute * MINUTE_MS),
  open: 64_000 + minute,
  high: 64_010.5 + minute,
  low: 63_990.25 + minute,
  close: 64_001 + minute,
  volume: 12.5,
});

let ledger: Ledger;
const keep = (market: string, ...minutes: number[]): void =>
  ledger.transact((tx) => {
    for (const minute of minutes) keepCandle(tx, market, candle(minute));
  });
const kept = (market: string, from: Instant = START, to: Instant = later(START, 100 * HOUR_MS)): number[] =>
  keptCandles(ledger, market, from, to).map(({ openedAt }) => (openedAt - START) / MINUTE_MS);
const rows = (): unknown[] => ledger.all('select id, market, hour from candle_block order by id');

beforeEach(() => {
  ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START) });
});
afterEach(() => ledger.close());

describe('candles', () => {
  it('come back as they were kept, an hour a row', () => {
    for (let minute = 0; minute < 125; minute++) keep(BTC, minute);
    expect(keptCandles(ledger, BTC, START, later(START, 3 * HOUR_MS))).toEqual(Array.from({ length: 125 }, (_, i) => candle(i)));
    expect(rows()).toHaveLength(3);
    expect(findSealBreaks(ledger)).toEqual([]);
  });

  it('are given from a minute up to, but not at, another, within an hour and over several', () => {
    for (let minute = 0; minute < 130; minute++) keep(BTC, minute);
    const at = (minute: number): Instant => later(START, minute * MINUTE_MS);
    expect(kept(BTC, at(5), at(8))).toEqual([5, 6, 7]);
    expect(kept(BTC, at(58), at(62))).toEqual([58, 59, 60, 61]);
    expect(kept(BTC, at(60), at(61))).toEqual([60]);
    expect(kept(BTC, at(128), at(500))).toEqual([128, 129]);
    expect(kept(BTC, at(60), at(60))).toEqual([]);
  });

  it('are kept once, and never behind the newest of their hour', () => {
    keep(BTC, 3, 4, 4, 2, 3, 7);
    expect(kept(BTC)).toEqual([3, 4, 7]);
    expect(findSealBreaks(ledger)).toEqual([]);
  });

  it('of one market say nothing about another', () => {
    keep(BTC, 1, 2);
    keep(ETH, 2);
    expect(kept(BTC)).toEqual([1, 2]);
    expect(kept(ETH)).toEqual([2]);
  });

  it('that a rolled back transaction would have kept are not there, and the next ones are', () => {
    keep(BTC, 1);
    expect(() =>
      ledger.transact((tx) => {
        keepCandle(tx, ETH, candle(1));
        keepCandle(tx, BTC, candle(2));
        throw new Error('no');
      }),
    ).toThrow('no');
    keep(ETH, 2);
    keep(BTC, 3);
    expect([kept(BTC), kept(ETH)]).toEqual([[1, 3], [2]]);
    expect(findSealBreaks(ledger)).toEqual([]);
  });

  it('that somebody changed, or took away, show', () => {
    keep(BTC, 1, 61, 121);
    ledger.transact((tx) => tx.run("update candle_block set candles = replace(candles, '64001', '65001') where id = 1"));
    ledger.transact((tx) => tx.run('delete from candle_block where id = 2'));
    expect(findSealBreaks(ledger).map(({ table, id }) => [table, id])).toEqual([
      ['candle_block', 1],
      ['candle_block', 2],
    ]);
  });

  it('are pruned from the oldest on, whole hours, and the audit knows', () => {
    for (let hour = 0; hour < 5; hour++) {
      keep(BTC, 60 * hour, 60 * hour + 1);
      keep(ETH, 60 * hour);
    }
    const gone = ledger.transact((tx) => pruneCandles(tx, later(START, 2 * HOUR_MS + 5 * MINUTE_MS)));
    expect(gone).toBe(6);
    expect(kept(BTC)).toEqual([180, 181, 240, 241]);
    expect(findSealBreaks(ledger)).toEqual([]);
    expect(ledger.transact((tx) => pruneCandles(tx, START))).toBe(0);
    keep(BTC, 300);
    expect(findSealBreaks(ledger)).toEqual([]);
  });
});
