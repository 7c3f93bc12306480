import type { Candle } from '#src/domain/candle.ts';
import type { Rng } from '#src/domain/rng.ts';
import { Backoff } from './backoff.ts';
import { downloadPage } from './download.ts';
import type { MarketSource } from './source.ts';

const MINUTE_MS = 60_000;
/** After its close a minute is given so long, by the venue's clock, to be final. */
const SETTLE_MS = 2_000;
/** A minute that the venue still does not know after this had no trade. */
const EMPTY_MS = 30_000;
const AGAIN_MS = 3_000;
/** Closes that are further behind than this are missing: prices wait until they are there. */
const BEHIND_MS = 90_000;
/** No market that is traded rests for so long: minutes that are missing then are not known, whatever the reason. */
const LONG_GAP_MS = 60 * MINUTE_MS;

export interface MinutesOptions {
  readonly source: Pick<MarketSource, 'fetchOHLCV'>;
  readonly market: string;
  /** Everything that opened before this is known. */
  readonly from: number;
  readonly rng: Rng;
  readonly failed: (error: unknown) => void;
}

/**
 * The closed one-minute candles of a market, each once and in order. They are read from the venue shortly after their close, which is one call a
 * minute; a gap of any length (a lost connection, a machine that slept) is the same read, only longer.
 */
export class Minutes {
  /** Closed and not delivered yet, oldest first. */
  readonly waiting: Candle[] = [];
  /** Stretches that the venue cannot fill, and that somebody could not hear, by the minute after them. */
  readonly gaps = new Map<number, number>();
  readonly #options: MinutesOptions;
  readonly #backoff: Backoff;
  /** Opening of the first minute that is not known. */
  #next: number;
  /** Where minutes began to be missing that were given up on. */
  #missingFrom: number | undefined;
  /** Nobody could hear the market: what is missing now may have been traded in. */
  #inDoubt = false;
  #asking = false;
  #askAt = 0;
  /** Rows that could not be true. */
  bad = 0;
  /** Minutes that the venue has no candle for. */
  empty = 0;

  constructor(options: MinutesOptions) {
    this.#options = options;
    this.#next = options.from;
    this.#backoff = new Backoff(options.rng);
  }

  /** True when closes are missing that should be known: nothing may be decided before they are. */
  isBehind(venueNow: number): boolean {
    return venueNow - this.#next > BEHIND_MS;
  }

  /** The market could not be heard: minutes that the venue does not have after this are not taken for minutes without a trade. */
  doubt(): void {
    this.#inDoubt = true;
  }

  /** Asks when a minute has closed that is not known; called often. */
  watch(venueNow: number, mono: number): void {
    if (this.#asking || mono < this.#askAt || venueNow < this.#next + MINUTE_MS + SETTLE_MS) return;
    this.#asking = true;
    void this.#ask(venueNow, mono);
  }

  async #ask(venueNow: number, mono: number): Promise<void> {
    const { source, market, failed } = this.#options;
    // Up to the minute that is under way by the venue's clock; it is not closed.
    const end = floorMinute(venueNow - SETTLE_MS);
    try {
      const { candles, bad, newest } = await downloadPage(source, market, '1m', this.#next, end);
      this.#backoff.good();
      this.bad += bad;
      for (const candle of candles) this.#take(candle);
      // Where the venue knows a later minute, or the time for it is long over, those that are missing had no trade.
      const known = Math.max(Math.min(end, newest ?? 0), candles.length > 0 ? 0 : floorMinute(venueNow - EMPTY_MS));
      if (known > this.#next) {
        this.#missingFrom ??= this.#next;
        this.empty += (known - this.#next) / MINUTE_MS;
        this.#next = known;
      }
      if (candles.length > 0 && this.#next >= end) this.#inDoubt = false;
      this.#askAt = this.#next < end && candles.length === 0 ? mono + AGAIN_MS : mono;
    } catch (error) {
      this.#askAt = mono + this.#backoff.next();
      failed(error);
    } finally {
      this.#asking = false;
    }
  }

  #take(candle: Candle): void {
    if (candle.openedAt < this.#next) return;
    this.empty += (candle.openedAt - this.#next) / MINUTE_MS;
    const from = this.#missingFrom ?? this.#next;
    this.#missingFrom = undefined;
    const missing = candle.openedAt - from;
    if (missing >= LONG_GAP_MS || (missing > 0 && this.#inDoubt)) this.gaps.set(candle.openedAt, from);
    this.#next = candle.openedAt + MINUTE_MS;
    this.waiting.push(candle);
  }
}

const floorMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
