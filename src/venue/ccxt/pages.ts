import { type Instant, instant, later, toIso } from '#src/domain/clock.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import type { CcxtParams } from './profile.ts';

/** A page with fewer entries than any venue gives by default is the last one. */
const FULL_PAGE = 50;
/** Where one call covers only so much: so many spans back, and no further. */
const MOST_SPANS = 90;
/** Against a venue that gives the same page for ever. */
const MOST_PAGES = 2_000;

export interface Window {
  readonly from: Instant;
  /** The end of the span where the venue allows only so much of it, or the next older page. */
  readonly params: CcxtParams;
}

export interface Walk {
  readonly since: Instant;
  readonly now: Instant;
  /** Longest span of one call. */
  readonly maxSpanMs: number | undefined;
  /** How the venue is asked for what is older than a moment, when so many are known already. */
  readonly older: (before: Instant, known: number) => CcxtParams;
  readonly ask: (window: Window) => Promise<readonly CcxtRecord[]>;
  readonly keyOf: (record: CcxtRecord) => string;
}

/**
 * Everything from `since` on, each entry once, whichever way the venue turns its pages: the oldest first or the newest first. A page may repeat
 * entries of the one before (FI-31); a page with nothing new ends the walk. Where a call covers a span only, it goes back 90 spans at most. Sorted
 * by time.
 */
export async function everyPage(walk: Walk): Promise<CcxtRecord[]> {
  const found = new Map<string, CcxtRecord>();
  const spanMs = walk.maxSpanMs ?? Number.POSITIVE_INFINITY;
  const first = Math.max(walk.since, walk.now - MOST_SPANS * spanMs);
  for (let from = instant(first); ; from = later(from, spanMs)) {
    const end = from + spanMs;
    await span(walk, found, from, end < walk.now ? instant(end) : undefined);
    if (!(end < walk.now)) break;
  }
  return [...found.values()].sort((a, b) => Number(a.timestamp ?? 0) - Number(b.timestamp ?? 0));
}

async function span(walk: Walk, found: Map<string, CcxtRecord>, from: Instant, until: Instant | undefined): Promise<void> {
  const end: CcxtParams = until === undefined ? {} : { until };
  let count = 0;
  const take = async (window: Window): Promise<Times | undefined> => {
    const page = await walk.ask(window);
    count += page.length;
    const fresh = page.filter((record) => !found.has(walk.keyOf(record)));
    for (const record of fresh) found.set(walk.keyOf(record), record);
    return fresh.length === 0 || page.length < FULL_PAGE ? undefined : timesOf(page);
  };
  const first = await take({ from, params: end });
  for (let times = first, page = 0; times !== undefined && page < MOST_PAGES; page++)
    times = await take({ from, params: walk.older(times.oldest, count) });
  for (let times = first, page = 0; times !== undefined && page < MOST_PAGES; page++)
    times = await take({ from: times.newest, params: end });
}

interface Times {
  readonly oldest: Instant;
  readonly newest: Instant;
}

function timesOf(page: readonly CcxtRecord[]): Times | undefined {
  const times = page.map((record) => Number(record.timestamp)).filter((at) => Number.isFinite(at) && at > 0);
  if (times.length === 0) return undefined;
  return { oldest: instant(Math.min(...times)), newest: instant(Math.max(...times)) };
}

/** Kraken counts from the newest, Kraken Futures wants the time of the fill before which to look; everybody else has what ccxt calls `until`. */
export const olderOn = (venue: string): Walk['older'] => OLDER[venue] ?? ((before) => ({ until: later(before, 1) }));

const OLDER: Readonly<Record<string, Walk['older']>> = {
  kraken: (_, known) => ({ ofs: known }),
  krakenfutures: (before) => ({ lastFillTime: toIso(later(before, 1)) }),
};
