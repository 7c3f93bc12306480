import type { Candle } from '#src/domain/candle.ts';
import { systemClock } from '#src/domain/clock.ts';
import { AverageCross, FAST, SLOW } from './averageCross.ts';
import type { Contestant } from './contestant.ts';
import { importPeer } from './peers.ts';

const MINUTE_MS = 60_000;

interface Bar {
  readonly time: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The part of data-forge 1.10 that is used here; `sma` comes with data-forge-indicators 0.2. */
interface Series {
  sma(period: number): Series;
}
interface Frame<T> {
  setIndex(column: string): Frame<T>;
  bake(): Frame<T>;
  deflate(value: (row: T) => number): Series;
  withSeries<Name extends string>(name: Name, series: Series): Frame<T & Readonly<Record<Name, number>>>;
  skip(rows: number): Frame<T>;
  toArray(): T[];
}
interface DataForge {
  DataFrame: new <T>(rows: T[]) => Frame<T>;
}

interface Strategy<T> {
  prepIndicators?(args: { readonly inputSeries: Frame<Bar> }): Frame<T>;
  entryRule(enter: () => void, args: { readonly bar: T }): void;
  exitRule(exit: () => void, args: { readonly bar: T }): void;
}

/** `exitReason` is `finalize` for the position that was open at the end. */
interface Trade {
  readonly entryTime: Date;
  readonly exitTime: Date;
  readonly exitReason: string;
}

/** The part of grademark 0.3 that is used here. */
interface Grademark {
  backtest<T>(strategy: Strategy<T>, input: Frame<T> | Frame<Bar>): Trade[];
}

/**
 * Contestant (c): grademark as its README uses it, imported into this process. The candles are in its own form and indexed on time before the clock
 * starts; the averages are computed with data-forge-indicators, put beside the candles, and their blank beginning is skipped. To give them to
 * `backtest` lazily, as the README does, was not slower than to bake them before or to compute them in `prepIndicators`.
 */
export async function grademark(candles: readonly Candle[]): Promise<Contestant> {
  const { backtest, DataFrame } = await peers();
  await importPeer('data-forge-indicators/build/index.js');
  const candlesByTime = new DataFrame(candles.map(toBar)).setIndex('time').bake();
  const strategy: Strategy<Bar & { readonly fast: number; readonly slow: number }> = {
    entryRule(enter, { bar }) {
      if (bar.fast > bar.slow) enter();
    },
    exitRule(exit, { bar }) {
      if (bar.fast < bar.slow) exit();
    },
  };
  return contestant(() => {
    const closes = candlesByTime.deflate((bar) => bar.close);
    const input = candlesByTime.withSeries('fast', closes.sma(FAST)).withSeries('slow', closes.sma(SLOW)).skip(SLOW);
    return backtest(strategy, input);
  });
}

/**
 * Contestant (e): grademark with everything that its user could do for it. The averages are computed within the run by one pass of our own code into
 * plain objects, so that hardly anything but grademark's loop over the candles is measured.
 */
export async function grademarkGivenAverages(candles: readonly Candle[]): Promise<Contestant> {
  const { backtest, DataFrame } = await peers();
  const input = new DataFrame(candles.map(toBar));
  const strategy: Strategy<Bar & { readonly side: number }> = {
    prepIndicators({ inputSeries }) {
      const cross = new AverageCross();
      return new DataFrame(
        inputSeries
          .toArray()
          .map(({ time, open, high, low, close, volume }) => ({ time, open, high, low, close, volume, side: cross.side(close) })),
      );
    },
    entryRule(enter, { bar }) {
      if (bar.side > 0) enter();
    },
    exitRule(exit, { bar }) {
      if (bar.side < 0) exit();
    },
  };
  return contestant(() => backtest(strategy, input));
}

async function peers(): Promise<Grademark & DataForge> {
  const { backtest } = (await importPeer('grademark/build/index.js')) as Grademark;
  const { DataFrame } = (await importPeer('data-forge/build/index.js')) as DataForge;
  return { backtest, DataFrame };
}

function contestant(trade: () => Trade[]): Contestant {
  const clock = systemClock();
  return {
    run() {
      const startedAt = clock.mono();
      const trades = trade();
      const elapsedMs = clock.mono() - startedAt;
      const closed = trades.filter(({ exitReason }) => exitReason !== 'finalize');
      const heldMs = closed.reduce((sum, { entryTime, exitTime }) => sum + exitTime.getTime() - entryTime.getTime(), 0);
      return { trades: closed.length, heldCandles: heldMs / MINUTE_MS, events: 0, elapsedMs };
    },
  };
}

const toBar = ({ openedAt, open, high, low, close, volume }: Candle): Bar => ({ time: new Date(openedAt), open, high, low, close, volume });
