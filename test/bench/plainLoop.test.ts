import { describe, expect, it } from 'vitest';
import { WARM_UP_CANDLES } from './averageCross.ts';
import { benchCandles } from './candles.ts';
import { columnsOf, heldCandles, plainLoop } from './plainLoop.ts';

/** Closes after a flat warm-up; each candle opens one below its close. */
function columns(...closes: number[]) {
  const all = [...Array.from({ length: WARM_UP_CANDLES }, () => 100), ...closes];
  return { openedAt: all.map((_, i) => i * 60_000), opens: all.map((close) => close - 1), closes: all };
}

describe('the plain loop', () => {
  it('fills at the open of the next candle and decides nothing at the close of a candle with a fill', () => {
    const trades = plainLoop(columns(101, 80, 80, 79));
    expect(trades).toEqual({ entries: [WARM_UP_CANDLES + 1], exits: [WARM_UP_CANDLES + 3], pnl: [-1] });
    expect(heldCandles(trades)).toBe(2);
  });

  it('does not count a position that is still open after the last candle', () => {
    expect(plainLoop(columns(101, 102, 103)).exits).toEqual([]);
  });

  it('decides nothing before it is warm', () => {
    const closes = columns(100, 100, 100);
    closes.closes[10] = 120;
    closes.closes[200] = 80;
    expect(plainLoop(closes).exits).toEqual([]);
  });

  it('makes 7,027 trades over the candles of the benchmark', () => {
    const trades = plainLoop(columnsOf(benchCandles()));
    expect(trades.exits.length).toBe(7_027);
    expect(heldCandles(trades)).toBe(252_854);
  });
});
