import type { Candle } from '#src/domain/candle.ts';
import { systemClock } from '#src/domain/clock.ts';
import { AverageCross } from './averageCross.ts';
import type { Contestant } from './contestant.ts';

/** What the loop looks at, in plain arrays of numbers; made before the clock starts. */
export interface Columns {
  readonly openedAt: readonly number[];
  readonly opens: readonly number[];
  readonly closes: readonly number[];
}

export const columnsOf = (candles: readonly Candle[]): Columns => ({
  openedAt: candles.map((candle) => candle.openedAt),
  opens: candles.map((candle) => candle.open),
  closes: candles.map((candle) => candle.close),
});

/** The trades of a loop, in plain arrays too: fills as indices of the candles at whose open they happened, PnL per unit without fees. */
export interface PlainTrades {
  readonly entries: number[];
  readonly exits: number[];
  readonly pnl: number[];
}

/** The average cross as short as it can be written; `closed` hears of each trade as it closes: index of the exit's candle, trades so far. */
export function plainLoop({ opens, closes }: Columns, closed?: (index: number, trades: number) => void): PlainTrades {
  const cross = new AverageCross();
  const trades: PlainTrades = { entries: [], exits: [], pnl: [] };
  let isLong = false;
  let isPending = false;
  let enteredAt = 0;
  for (let index = 0; index < closes.length; index++) {
    const side = cross.side(closes[index] as number);
    if (!isPending) {
      isPending = isLong ? side < 0 : side > 0;
      continue;
    }
    isPending = false;
    if (isLong) {
      trades.entries.push(enteredAt);
      trades.exits.push(index);
      trades.pnl.push((opens[index] as number) - (opens[enteredAt] as number));
      closed?.(index, trades.exits.length);
    } else {
      enteredAt = index;
    }
    isLong = !isLong;
  }
  return trades;
}

/** Sum of the candles between entry and exit. */
export function heldCandles({ entries, exits }: PlainTrades): number {
  let held = 0;
  for (let i = 0; i < exits.length; i++) held += (exits[i] as number) - (entries[i] as number);
  return held;
}

/** Lets the compiler see the loop often enough: one run is too short for that, and a slow loop would flatter those who are compared with it. */
export function warmUp(columns: Columns): void {
  for (let i = 0; i < 20; i++) plainLoop(columns);
}

/** Contestant (a): what the computer can do when nothing is remembered. */
export function plainContestant(columns: Columns): Contestant {
  const clock = systemClock();
  warmUp(columns);
  return {
    run() {
      const startedAt = clock.mono();
      const trades = plainLoop(columns);
      const elapsedMs = clock.mono() - startedAt;
      return { trades: trades.exits.length, heldCandles: heldCandles(trades), events: 0, elapsedMs };
    },
  };
}
