import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Quote } from '#src/domain/quote.ts';

const WINDOW_MS = 60_000;
const SAMPLE_MS = 5_000;

interface Track {
  at: number[];
  price: number[];
  sampledAt: number;
  /** Largest move within the last minute, percent, absolute; it counts for a minute after it was seen last. */
  movePct: number;
  seenAt: number;
}

/** How far each market has moved within a minute; what the shock guard looks at. */
export class MinuteMoves {
  readonly #tracks = new Map<string, Track>();

  quote(quote: Quote): void {
    const track = this.#track(quote.market);
    track.seenAt = quote.at;
    if (quote.at - track.sampledAt < SAMPLE_MS && track.price.length > 0) {
      const move = moveFrom(track.price, quote.last);
      if (move > track.movePct) track.movePct = move;
      return;
    }
    while (track.at.length > 0 && (track.at[0] as number) < quote.at - WINDOW_MS) {
      track.at.shift();
      track.price.shift();
    }
    track.movePct = moveFrom(track.price, quote.last);
    track.at.push(quote.at);
    track.price.push(quote.last);
    track.sampledAt = quote.at;
  }

  /** A closed minute tells more than the quotes that happened to be seen. */
  candle(market: string, { openedAt, open, high, low }: Candle): void {
    const track = this.#track(market);
    track.seenAt = Math.max(track.seenAt, openedAt + WINDOW_MS);
    track.movePct = Math.max(track.movePct, (Math.max(high - open, open - low) / open) * 100);
  }

  /** Of the minute before `now`; a market that has fallen silent does not move. */
  percents(now: Instant): ReadonlyMap<string, number> {
    return new Map([...this.#tracks].map(([market, track]) => [market, moveAt(track, now)]));
  }

  /** The largest move of any market, percent. */
  largestPct(now: Instant): number {
    let largest = 0;
    for (const track of this.#tracks.values()) largest = Math.max(largest, moveAt(track, now));
    return largest;
  }

  #track(market: string): Track {
    let track = this.#tracks.get(market);
    if (track === undefined) {
      track = { at: [], price: [], sampledAt: Number.NEGATIVE_INFINITY, movePct: 0, seenAt: Number.NEGATIVE_INFINITY };
      this.#tracks.set(market, track);
    }
    return track;
  }
}

const moveAt = ({ movePct, seenAt }: Track, now: Instant): number => (now <= seenAt + WINDOW_MS ? movePct : 0);

function moveFrom(prices: readonly number[], now: number): number {
  let largest = 0;
  // By index: a quote comes here each time, and an iterator would be made each time.
  for (let i = 0; i < prices.length; i++) {
    const move = Math.abs(now / (prices[i] as number) - 1) * 100;
    if (move > largest) largest = move;
  }
  return largest;
}
