import type { Candle } from '#src/domain/candle.ts';
import { type Clock, type Instant, instant } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Rng } from '#src/domain/rng.ts';
import { Backoff } from './backoff.ts';
import { download } from './download.ts';
import type { MarketSource } from './source.ts';

const MINUTE_MS = 60_000;
const TRIES = 6;
/** Missing stretches closer together than this are asked for in one go. */
const JOIN_MS = 60 * MINUTE_MS;
const NAMED_GAPS = 20;

export interface HistoryOptions {
  readonly source: Pick<MarketSource, 'fetchOHLCV' | 'id'>;
  readonly market: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly kept: (from: Instant, to: Instant) => readonly Candle[];
  /** Keeps a page durably; returns how many candles were new. */
  readonly keep: (candles: readonly Candle[]) => number;
  readonly progress?: (at: Instant) => void;
  readonly wall: Clock;
  readonly rng: Rng;
}

/** What is in the ledger afterwards. What the venue does not have is counted and named, and never made up. */
export interface HistoryReport {
  readonly market: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly minutes: number;
  readonly had: number;
  readonly added: number;
  /** Rows that could not be true, and were left out. */
  readonly bad: number;
  readonly missing: number;
  /** How many stretches are missing; the longest of them, in order. */
  readonly gaps: number;
  readonly named: readonly { readonly from: Instant; readonly minutes: number }[];
}

/**
 * Brings the one-minute candles of a market from `from` up to but not at `to` into the ledger. Only what is missing is asked for, and each page is kept
 * before the next one is asked for, so that a download that was broken off goes on where it was. Rejects with OutsideError when the venue does not answer.
 */
export async function fetchHistory(options: HistoryOptions): Promise<HistoryReport> {
  const { market, from, to, kept, keep, progress } = options;
  const before = kept(from, to);
  let added = 0;
  let bad = 0;
  for (const gap of joined(gapsOf(before, from, to))) {
    for await (const page of pages(options, gap.from, instant(gap.from + gap.minutes * MINUTE_MS))) {
      added += keep(page.candles);
      bad += page.bad;
      const last = page.candles.at(-1);
      if (last !== undefined) progress?.(last.openedAt);
    }
  }
  const after = kept(from, to);
  const gaps = gapsOf(after, from, to);
  const longest = gaps.toSorted((a, b) => b.minutes - a.minutes).slice(0, NAMED_GAPS);
  return {
    market,
    from,
    to,
    minutes: (to - from) / MINUTE_MS,
    had: before.length,
    added,
    bad,
    missing: gaps.reduce((sum, { minutes }) => sum + minutes, 0),
    gaps: gaps.length,
    named: longest.toSorted((a, b) => a.from - b.from),
  };
}

/** Goes on after a failed call from where it was. */
async function* pages({ source, market, wall, rng }: HistoryOptions, from: Instant, to: Instant): ReturnType<typeof download> {
  const backoff = new Backoff(rng);
  let next = from;
  for (let failures = 0; next < to; ) {
    try {
      for await (const page of download(source, market, '1m', next, to)) {
        failures = 0;
        yield page;
        const last = page.candles.at(-1);
        if (last !== undefined) next = instant(last.openedAt + MINUTE_MS);
      }
      return;
    } catch (error) {
      if (++failures >= TRIES) throw stopped(source.id, market, error);
      await new Promise<void>((go) => wall.after(backoff.next(), go));
    }
  }
}

interface Gap {
  readonly from: Instant;
  readonly minutes: number;
}

function gapsOf(candles: readonly Candle[], from: Instant, to: Instant): Gap[] {
  const gaps: Gap[] = [];
  let next: number = from;
  for (const end of [...candles.map(({ openedAt }) => openedAt), to]) {
    if (end > next) gaps.push({ from: instant(next), minutes: (end - next) / MINUTE_MS });
    next = end + MINUTE_MS;
  }
  return gaps;
}

function joined(gaps: readonly Gap[]): Gap[] {
  const wide: Gap[] = [];
  for (const gap of gaps) {
    const before = wide.at(-1);
    const end = gap.from + gap.minutes * MINUTE_MS;
    if (before !== undefined && gap.from - (before.from + before.minutes * MINUTE_MS) < JOIN_MS)
      wide[wide.length - 1] = { from: before.from, minutes: (end - before.from) / MINUTE_MS };
    else wide.push(gap);
  }
  return wide;
}

const stopped = (venue: string, market: string, error: unknown): OutsideError =>
  new OutsideError(
    'fetch-stopped',
    `${venue} stopped answering while ${market} was fetched (${error instanceof Error ? error.constructor.name : 'no reason'}). What came before is kept.`,
    'Say the same again later; it goes on where it stopped.',
    true,
  );
