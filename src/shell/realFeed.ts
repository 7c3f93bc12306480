import type { Settings } from '#src/config/settings.ts';
import { type Clock, type Instant, instant } from '#src/domain/clock.ts';
import { seededRng, seedOf } from '#src/domain/rng.ts';
import { LiveFeed } from '#src/feed/ccxt/liveFeed.ts';
import { venueTime } from '#src/feed/ccxt/venueTime.ts';
import { deadFeeds } from '#src/feedChanges.ts';
import { keptCandles } from '#src/ledger/candleBlocks.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { LiveTime } from './liveTime.ts';
import type { PublicSource } from './publicSource.ts';
import { wantedTimeframes } from './wantedTimeframes.ts';

/** The machine's date and the venue's may part by so much before the venue's is taken. */
const APART_MS = 2_000;
/** What takes longer than this is said. */
const LONG_MS = 3_000;

export interface RealFeed {
  readonly feed: LiveFeed;
  readonly time: LiveTime;
}

export interface RealFeedOptions {
  readonly open: PublicSource;
  readonly settings: Pick<Settings, 'feed' | 'smc' | 'analysts' | 'model'>;
  readonly ledger: Ledger;
  readonly wall: Clock;
  /** Market time is not before this: the ledger's newest event. */
  readonly notBefore: Instant;
  /** Hears of calls that failed and of a clock that is wrong. */
  readonly report: (error: unknown) => void;
  /** Hears what is being waited for, when that takes long. */
  readonly note?: ((text: string) => void) | undefined;
}

/** The clock and the prices of a real market, for paper as for live. Throws CannotStart when the venue does not answer. */
export async function openRealFeed({ open, settings, ledger, wall, notBefore, report, note }: RealFeedOptions): Promise<RealFeed> {
  const { source, markets, title } = open;
  const symbols = markets.map(({ symbol }) => symbol);
  const asked = wall.now();
  const told = await venueTime(source, symbols[0] ?? '');
  const date = wall.now();
  const aheadMs = told === undefined || Math.abs(date - told) <= APART_MS ? 0 : date - told;
  const wrong = (ms: number): void =>
    report(new Error(`the clock of this machine is ${Math.round(ms / 1000)} s ahead of that of ${title}`));
  if (aheadMs !== 0) wrong(aheadMs);
  let feed: LiveFeed | undefined;
  const time = new LiveTime({
    wall,
    startAt: instant(Math.max(notBefore, date - aheadMs)),
    wallAheadMs: aheadMs,
    venueTime: async () => feed?.venueTime(),
    wrong,
  });
  const timeframes = wantedTimeframes(settings);
  const long = wall.after(LONG_MS, () =>
    note?.(
      `Still loading from ${title}: candles of ${symbols.join(', ')} (${timeframes.join(', ')}) and their first prices. The venue takes few questions at once; trading begins when they are there.`,
    ),
  );
  const opening = LiveFeed.open({
    source,
    markets,
    time,
    wall,
    rng: seededRng(seedOf('feed', date, wall.mono())),
    deadAfterMs: settings.feed.deadAfterSeconds * 1000,
    maxJumpPct: settings.feed.maxJumpPct,
    timeframes,
    venueAheadMs: told === undefined ? undefined : told + (date - asked) / 2 - time.now(),
    kept: (market, from, to) => keptCandles(ledger, market, instant(from), instant(to)),
    dead: deadFeeds(ledger, symbols),
    // Reads fail all the time somewhere; what follows from it, a market without prices, is written to the ledger.
    failed: () => undefined,
  });
  feed = await opening.finally(() => long.cancel());
  return { feed, time };
}
