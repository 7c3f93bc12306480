import type { Candle } from '#src/domain/candle.ts';

/** One run over the candles. */
export interface Outcome {
  /** Round trips that were closed. */
  readonly trades: number;
  /** Candles between entry and exit fill, summed over the trades. Finds equal counts of different trades. */
  readonly heldCandles: number;
  /** Domain facts that were written to disk; 0 without a ledger. */
  readonly events: number;
  /** From the first candle to the last commit. Opening an empty ledger and deleting it afterwards is not counted, the averages are. */
  readonly elapsedMs: number;
}

/** Who runs the average cross (see averageCross.ts) over candles that it already has. Each call begins from nothing. */
export interface Contestant {
  run(): Outcome | Promise<Outcome>;
}

/** What test/bench/heron.ts exports as `heron`: the real engine with its full ledger, on disk, in files of its own below `scratchDir`, which it removes. */
export interface HeronContestant {
  run(candles: readonly Candle[], scratchDir: string): Outcome | Promise<Outcome>;
}

/** The names in the issue: (a) plain arrays, (b) bare rows, (c) grademark; then (d), Heron, and (e), grademark given finished averages. */
export type Letter = 'a' | 'b' | 'c' | 'd' | 'e';
