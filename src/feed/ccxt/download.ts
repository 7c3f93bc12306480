import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import { readCandle } from './border.ts';
import type { MarketSource } from './source.ts';

/** Venues give 100 to 5,000 candles a call; what is asked for beyond that is left out and asked for again. */
const A_PAGE = 500;

export interface Page {
  /** Oldest first, each once, from `from` up to but not at `to`. */
  readonly candles: readonly Candle[];
  /** Rows that could not be true. */
  readonly bad: number;
  /** The newest opening of any row, also of one beyond `to`; undefined for an empty answer. What comes before it is over. */
  readonly newest: number | undefined;
  /** The first opening at or after `to`. With no candles, the venue knows of none before it. */
  readonly beyond: number | undefined;
}

/** One call: candles that opened from `from` up to but not at `to`. Rejects when the venue does not answer. */
export async function downloadPage(
  source: Pick<MarketSource, 'fetchOHLCV'>,
  market: string,
  timeframe: Timeframe,
  from: number,
  to: number,
): Promise<Page> {
  const wanted = Math.ceil((to - from) / TIMEFRAME_MS[timeframe]) + 1;
  const rows = await source.fetchOHLCV(market, timeframe, from, Math.min(A_PAGE, Math.max(2, wanted)));
  const found = new Map<number, Candle>();
  let bad = 0;
  let newest: number | undefined;
  let beyond: number | undefined;
  for (const row of Array.isArray(rows) ? rows : []) {
    const candle = readCandle(row);
    if (candle === undefined) {
      bad++;
      continue;
    }
    newest = Math.max(newest ?? 0, candle.openedAt);
    if (candle.openedAt >= to) beyond = Math.min(beyond ?? candle.openedAt, candle.openedAt);
    else if (candle.openedAt >= from) found.set(candle.openedAt, candle);
  }
  return { candles: [...found.values()].sort((a, b) => a.openedAt - b.openedAt), bad, newest, beyond };
}

/**
 * Pages through the candles from `from` up to but not at `to`, oldest first. Where the venue has none for a stretch, the next page begins one page
 * further on; nothing is made up. Rejects when the venue does not answer a page; what was yielded before stays good.
 */
export async function* download(
  source: Pick<MarketSource, 'fetchOHLCV'>,
  market: string,
  timeframe: Timeframe,
  from: Instant,
  to: Instant,
): AsyncGenerator<Page> {
  const length = TIMEFRAME_MS[timeframe];
  for (let next: number = from; next < to; ) {
    const end = Math.min(to, next + A_PAGE * length);
    const page = await downloadPage(source, market, timeframe, next, end);
    yield page;
    const last = page.candles.at(-1)?.openedAt;
    // A venue may give fewer than it was asked for, so that the next page goes on after the last candle; with none, nothing is there before the end.
    next = last === undefined ? Math.max(end, page.beyond ?? 0) : last + length;
  }
}
