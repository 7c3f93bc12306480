import { describe, expect, it } from 'vitest';
import { SLOW } from './averageCross.ts';
import { benchCandles } from './candles.ts';
import { columnsOf, heldCandles, plainLoop } from './plainLoop.ts';

/** Closes after a flat warm-up; each candle opens one below its close. */
function columns(...closes: number[]) {
  const all = [...Array.from({ length: SLOW }, () => 100), ...closes];
  return { openedAt: all.map((_, i) => i * 60_000), opens: all.map((close) => close - 1), closes: all };
}

describe('the plain loop', () => {
  it('fills at the open of the next candle and decides nothing at the close of a candle with a fill', () => {
    const trades = plainLoop(columns(101, 80, 80, 79));
    expect(trades).toEqual({ entries: [SLOW + 1], exits: [SLOW + 3], pnl: [-1] });
    expect(heldCandles(trades)).toBe(2);
  });

  it('does not count a position that is still open after the last candle', () => {
    expect(plainLoop(columns(101, 102, 103)).exits).toEqual([]);
  });

  it('decides nothing before it is warm', () => {
    const rise = columns(...Array.from({ length: 30 }, () => 100));
    rise.closes[SLOW - 5] = 120;
    expect(plainLoop(rise).entries).toEqual([SLOW + 1]);
  });

  it('makes 7,478 trades over the candles of the benchmark', () => {
    const trades = plainLoop(columnsOf(benchCandles()));
    expect(trades.exits.length).toBe(7_478);
    expect(heldCandles(trades)).toBe(253_038);
  });
});
