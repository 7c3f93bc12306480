import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { assert } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import { CandlePath, type QuoteShape } from './candlePath.ts';
import type { FeedSink, Levels, SteppedFeed } from './port.ts';

export interface FileFeedOptions extends QuoteShape {
  readonly market: Market;
  /** Closed one-minute candles, oldest first, as `readCandleFile` gives them. */
  readonly candles: readonly Candle[];
  /** So many candles at the beginning are history and not stepped through. */
  readonly warmup?: number | undefined;
}

interface Track {
  readonly market: Market;
  readonly candles: readonly Candle[];
  readonly warmup: number;
  readonly path: CandlePath;
  next: number;
}

/** Candles of one market as a feed, one candle a step. See `fileFeeds`. */
export const fileFeed = (options: FileFeedOptions): SteppedFeed => fileFeeds([options]);

/**
 * Candles of several markets as one feed: a step is the earliest minute that is left, in all markets that have a candle then. `nextAt` is the opening
 * of that minute; the quotes of the step carry their own times up to its last millisecond, in order over all markets, so the receiver sets its clock
 * from each quote. Then come the closed candles, in the order of `files`. How quotes are made is told in `candlePath.ts`.
 */
export function fileFeeds(files: readonly FileFeedOptions[]): SteppedFeed {
  return new FileFeed(files);
}

class FileFeed implements SteppedFeed {
  readonly name = 'file';
  readonly simulated = false;
  readonly markets: readonly Market[];
  readonly #tracks: readonly Track[];
  /** Kept between steps, because the engine asks for it before each. */
  #nextAt: Instant | undefined;

  constructor(files: readonly FileFeedOptions[]) {
    this.#tracks = files.map((file) => {
      const warmup = Math.min(file.warmup ?? 0, file.candles.length);
      return { market: file.market, candles: file.candles, warmup, path: new CandlePath(file.market, file), next: warmup };
    });
    this.markets = files.map((file) => file.market);
    assert(new Set(this.markets.map((market) => market.symbol)).size === files.length, 'each market of a file feed has one file');
    this.#nextAt = this.#earliest();
  }

  history(market: string): readonly Candle[] {
    const track = this.#tracks.find((one) => one.market.symbol === market);
    return track === undefined ? [] : track.candles.slice(0, track.warmup);
  }

  nextAt(): Instant | undefined {
    return this.#nextAt;
  }

  step(sink: FeedSink, levels: Levels): void {
    const at = this.#nextAt;
    const [first, second] = this.#tracks;
    if (at === undefined || first === undefined) return;
    if (second !== undefined) {
      this.#walkInStep(at, sink, levels);
      return;
    }
    const candle = first.candles[first.next++] as Candle;
    this.#nextAt = first.candles[first.next]?.openedAt;
    first.path.walk(candle, sink, levels);
  }

  /** Always the earliest quote of all markets next, so that no market's prices are old news when another's are looked at. */
  #walkInStep(at: Instant, sink: FeedSink, levels: Levels): void {
    const due = this.#tracks.filter((track) => track.candles[track.next]?.openedAt === at);
    for (const track of due) track.path.begin(track.candles[track.next++] as Candle);
    this.#nextAt = this.#earliest();
    const walking = due.map((track) => track.path);
    while (walking.length > 0) {
      const times = walking.map((path) => path.seek(levels));
      const earliest = Math.min(...times) as Instant;
      const index = times.indexOf(earliest);
      for (const path of walking) path.skipTo(earliest);
      if (walking[index]?.deliver(sink)) walking.splice(index, 1);
    }
    for (const track of due) sink.candle(track.market.symbol, track.candles[track.next - 1] as Candle);
  }

  #earliest(): Instant | undefined {
    let earliest: Instant | undefined;
    for (const track of this.#tracks) {
      const at = track.candles[track.next]?.openedAt;
      if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
    }
    return earliest;
  }
}
