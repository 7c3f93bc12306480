import type { Candle } from '#src/domain/candle.ts';
import { type Clock, type Instant, instant, type Timer } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Rng } from '#src/domain/rng.ts';
import { TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import type { FeedChange, FeedSink, SteppedFeed, TimedCandle } from '#src/feed/port.ts';
import type { DropReason } from './border.ts';
import { Minutes } from './minutes.ts';
import { type Moment, SILENT_MS } from './moment.ts';
import { Perpetuals } from './perpetuals.ts';
import { PriceReader } from './priceReader.ts';
import { Renewal } from './renewal.ts';
import type { MarketSource } from './source.ts';
import { Streams } from './streams.ts';
import { Tape } from './tape.ts';
import { aheadOf, venueTime } from './venueTime.ts';
import { type WarmUp, warmUp } from './warmUp.ts';

const WATCH_MS = 250;
const SECOND_MS = 500;
/** Longest that the first messages of streams are waited for. */
const FIRST_MS = 1_000;
/** Longest that a start waits for a read of prices: one that comes later is used all the same. */
const READ_MS = 4_000;
const LISTEN_MS = 20;
const MEASURE_MS = 600_000;
/** A close that is known later than this is history: it may end something, and begins nothing. */
const LATE_MS = 30_000;
const HISTORY_MINUTES = 720;

export interface LiveFeedOptions {
  readonly source: MarketSource;
  readonly markets: readonly Market[];
  /** Market time, which never goes back. */
  readonly time: Pick<Clock, 'now'>;
  /** The machine's timers. */
  readonly wall: Clock;
  readonly rng: Rng;
  readonly deadAfterMs: number;
  readonly maxJumpPct: number;
  /** Timeframes that somebody looks at: history is loaded of these; of all unless told. */
  readonly timeframes?: readonly Timeframe[];
  /** Milliseconds that the venue's clock is ahead of market time, where that was just measured. */
  readonly venueAheadMs?: number | undefined;
  /** One-minute candles before the first step; 720 unless told. */
  readonly historyMinutes?: number;
  readonly kept?: WarmUpKept;
  /** Markets whose feed was dead when Heron stopped. */
  readonly dead?: ReadonlySet<string>;
  /** Hears of each call that failed; nothing depends on it. */
  readonly failed?: (error: unknown) => void;
}

type WarmUpKept = (market: string, from: number, to: number) => readonly Candle[];

interface Lane {
  readonly market: Market;
  readonly tape: Tape;
  readonly minutes: Minutes;
  readonly past: WarmUp;
  /** When a price was delivered last, by the monotonic clock; NaN before the first. */
  deliveredMono: number;
}

/**
 * Real prices for the engine. Streams and reads only store what they hear; a step delivers, per market, the minutes that closed and then the newest
 * price that is believed (`tape.ts`). No price is delivered while closed minutes are missing, so that nothing is decided before a gap is filled.
 */
export class LiveFeed implements SteppedFeed {
  readonly simulated = false;
  readonly name: string;
  readonly markets: readonly Market[];
  readonly #options: LiveFeedOptions;
  readonly #tapes: readonly Tape[];
  /** None before history is there. */
  #lanes: readonly Lane[] = [];
  readonly #reader: PriceReader;
  readonly #streams: Streams | undefined;
  readonly #perpetuals: Perpetuals;
  readonly #renewal: Renewal | undefined;
  readonly #changes: FeedChange[] = [];
  readonly #listeners: ((change: FeedChange) => void)[] = [];
  #timers: readonly Timer[] = [];
  /** Milliseconds that the venue's clock is ahead of market time. */
  #aheadMs: number;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #futures = 0;

  /** Loads first prices and history, and listens from then on. Throws CannotStart when the venue does not answer; the source is the caller's to close then. */
  static async open(options: LiveFeedOptions): Promise<LiveFeed> {
    const { source, markets, time } = options;
    const aheadMs = options.venueAheadMs ?? (await aheadOf(source, markets[0]?.symbol ?? '', time)) ?? 0;
    const feed = new LiveFeed(options, aheadMs);
    try {
      await feed.#begin();
      return feed;
    } catch (error) {
      feed.#stop();
      throw error;
    }
  }

  private constructor(options: LiveFeedOptions, aheadMs: number) {
    const { source, markets, wall, rng, deadAfterMs, maxJumpPct, dead, failed = () => undefined } = options;
    this.#options = options;
    this.#aheadMs = aheadMs;
    this.name = source.id;
    this.markets = markets;
    const hasStream = Streams.has(source);
    const changed = (change: FeedChange): void => {
      this.#changes.push(change);
      if (!change.alive) this.#lane(change.market)?.minutes.doubt();
    };
    this.#tapes = markets.map(({ symbol }) => {
      const wasDead = dead?.has(symbol) === true;
      return new Tape({ market: symbol, hasStream, deadAfterMs, maxJumpPct, wasDead, mono: wall.mono(), changed });
    });
    const parts = { source, tapes: this.#tapes, wall, rng, failed, moment: () => this.#moment() };
    this.#reader = new PriceReader({ ...parts, hasStream });
    this.#streams = hasStream ? new Streams(parts) : undefined;
    this.#renewal = this.#streams && new Renewal(parts.tapes, this.#streams, rng);
    this.#perpetuals = new Perpetuals({ source, markets, wall, rng, failed });
  }

  async #begin(): Promise<void> {
    const { wall } = this.#options;
    this.#streams?.start();
    if (this.#streams !== undefined) await this.#firstMessages();
    // Asked ahead of the candles, which take all the questions that some venues allow in ten seconds: a stream that a read agrees with is trusted from then on.
    const first = this.#streams && this.#reader.all();
    const [lanes] = await Promise.all([this.#load(), first]);
    this.#lanes = lanes;
    const { mono } = this.#moment();
    const silent = this.#tapes.filter((tape) => !tape.isFresh(mono));
    for (const tape of silent) tape.interrupted(mono);
    await Promise.all([silent.length > 0 ? this.#twoPrices() : undefined, this.#perpetuals.start()]);
    this.#reader.start();
    this.#timers = [wall.every(WATCH_MS, () => this.#watch()), wall.every(MEASURE_MS, () => void this.measure())];
  }

  /** Until each stream has said something, or for a second. */
  async #firstMessages(): Promise<void> {
    const end = this.#moment().mono + FIRST_MS;
    for (
      let { mono } = this.#moment();
      mono < end && this.#tapes.some((tape) => tape.streamAge(mono) > FIRST_MS);
      { mono } = this.#moment()
    )
      await this.#pause(LISTEN_MS);
  }

  /** A second price makes a market live. Where the venue makes us wait for a read of it, the stream or a later read brings it. */
  async #twoPrices(): Promise<void> {
    await Promise.race([this.#reader.all(), this.#pause(READ_MS)]);
    await this.#pause(WATCH_MS);
    await Promise.race([this.#reader.all(), this.#pause(SECOND_MS)]);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((go) => this.#options.wall.after(ms, go));
  }

  /** History, and from where on minutes are followed. */
  async #load(): Promise<readonly Lane[]> {
    const { source, markets, wall, rng, historyMinutes = HISTORY_MINUTES, timeframes = TIMEFRAMES, kept = () => [] } = this.#options;
    const { failed = () => undefined } = this.#options;
    const venueNow = this.#venueNow();
    const load = async ({ symbol }: Market): Promise<WarmUp> =>
      warmUp({ source, market: symbol, venueNow, minutes: historyMinutes, timeframes, kept, wall, rng });
    const pasts = await Promise.all(markets.map(load));
    return markets.map((market, index) => {
      const past = pasts[index] as WarmUp;
      const from = (past.minutes.at(-1)?.openedAt ?? Math.floor(this.#venueNow() / 60_000) * 60_000 - 60_000) + 60_000;
      const minutes = new Minutes({ source, market: market.symbol, from, rng, failed });
      return { market, tape: this.#tapes[index] as Tape, past, minutes, deliveredMono: Number.NaN };
    });
  }

  history(market: string): readonly Candle[] {
    return this.#lane(market)?.past.minutes ?? [];
  }

  longer(market: string): readonly TimedCandle[] {
    return this.#lane(market)?.past.longer ?? [];
  }

  /** Now while something waits to be delivered. */
  nextAt(): Instant | undefined {
    const waits =
      this.#changes.length > 0 || this.#lanes.some(({ tape, minutes }) => tape.pending !== undefined || minutes.waiting.length > 0);
    return waits ? this.#options.time.now() : undefined;
  }

  step(sink: FeedSink): void {
    const { mono, now, venueNow } = this.#moment();
    for (const { tape } of this.#lanes) tape.watch(mono);
    for (const change of this.#changes.splice(0)) for (const listener of this.#listeners) listener(change);
    for (const lane of this.#lanes) {
      const { market, tape, minutes } = lane;
      for (const candle of minutes.waiting.splice(0)) {
        const isLate = tape.state !== 'live' || venueNow - candle.openedAt - 60_000 > LATE_MS;
        const gapFrom = minutes.gaps.get(candle.openedAt);
        minutes.gaps.delete(candle.openedAt);
        if (gapFrom !== undefined) sink.gap?.(market.symbol, instant(gapFrom), candle.openedAt);
        sink.candle(market.symbol, candle, isLate);
      }
      const quote = tape.pending;
      if (quote === undefined || minutes.isBehind(venueNow)) continue;
      tape.pending = undefined;
      if (now - quote.at > SILENT_MS) continue;
      // What went on between two prices that are so far apart is not known, whatever kept the second one back.
      if (tape.reopened || mono - lane.deliveredMono > SILENT_MS) sink.reopened?.(market.symbol);
      tape.reopened = false;
      lane.deliveredMono = mono;
      sink.quote(quote);
    }
  }

  /** Hears, during a step, of markets whose feed died or is back. */
  follow(listener: (change: FeedChange) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Whether two sources agree, within a second and half a percent, on the price that was delivered last: the question before something that cannot
   * be taken back. After a no a read is under way, so that it is worth asking again with the next price.
   */
  confirmed(market: string): boolean {
    return this.#lane(market)?.tape.confirmed(this.#options.wall.mono()) ?? false;
  }

  /** Time was lost: nothing that was heard before counts, and minutes that closed meanwhile come first. */
  interrupted(): void {
    const mono = this.#options.wall.mono();
    for (const { tape, minutes } of this.#lanes) {
      tape.interrupted(mono);
      minutes.doubt();
    }
    void this.measure();
  }

  /** The venue's time in milliseconds, asked now; undefined when it does not answer. */
  venueTime(): Promise<number | undefined> {
    return venueTime(this.#options.source, this.markets[0]?.symbol ?? '');
  }

  fundingPct(market: string, _at: Instant): number {
    return this.#perpetuals.fundingPct(market);
  }

  /** Percent that a perpetual was above its index when it was quoted last; undefined where that is not known, 0 for a market without an index. */
  basisPct(market: string): number | undefined {
    const lane = this.#lane(market);
    if (lane?.market.kind !== 'perpetual') return lane && 0;
    return lane.tape.last === undefined ? undefined : this.#perpetuals.basisPct(market, lane.tape.last);
  }

  /** How a market's feed is, and what was not believed, by reason. */
  health(market: string): { readonly state: Tape['state']; readonly drops: ReadonlyMap<DropReason, number> } | undefined {
    const tape = this.#lane(market)?.tape;
    return tape && { state: tape.state, drops: tape.drops };
  }

  /** Measures how far the venue's clock is ahead. Never rejects. */
  async measure(): Promise<void> {
    const { source, time, wall } = this.#options;
    this.#measuredAt = wall.mono();
    this.#aheadMs = (await aheadOf(source, this.markets[0]?.symbol ?? '', time)) ?? this.#aheadMs;
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#options.source.close().catch(() => undefined);
  }

  #stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#reader.stop();
    this.#streams?.stop();
    this.#perpetuals.stop();
  }

  #watch(): void {
    const { mono, venueNow } = this.#moment();
    for (const { minutes } of this.#lanes) minutes.watch(venueNow, mono);
    this.#renewal?.watch(mono);
    // Prices from the future say that one of the clocks is wrong.
    const futures = this.#lanes.reduce((sum, { tape }) => sum + (tape.drops.get('from the future') ?? 0), 0);
    if (futures > this.#futures && mono - this.#measuredAt > 5_000) {
      this.#futures = futures;
      void this.measure();
    }
  }

  #lane(symbol: string): Lane | undefined {
    return this.#lanes.find(({ market }) => market.symbol === symbol);
  }

  #venueNow(): number {
    return this.#options.time.now() + this.#aheadMs;
  }

  #moment(): Moment {
    return { mono: this.#options.wall.mono(), now: instant(this.#options.time.now()), venueNow: this.#venueNow() };
  }
}
