import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import { seededRng } from '#src/domain/rng.ts';
import { LiveFeed } from '#src/feed/ccxt/liveFeed.ts';
import type { FeedChange } from '#src/feed/port.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { HandSource } from './fakes/handSource.ts';

const TICK_MS = 50;
export const BTC = 'BTC/USDT';
export const ETH = 'ETH/USDT';

export interface Delivered {
  readonly quote?: Quote;
  readonly candle?: Candle;
  readonly isLate?: boolean;
  readonly reopened?: string;
  readonly gap?: readonly [from: number, to: number];
}

export interface FeedStageOptions {
  readonly symbols?: readonly string[];
  readonly has?: Record<string, unknown>;
  readonly startAt?: string;
  readonly dead?: ReadonlySet<string>;
  readonly source?: (source: HandSource) => void;
  readonly kept?: (market: string, from: number, to: number) => readonly Candle[];
  /** Whether streams bring what reads answer, from the beginning. */
  readonly streams?: boolean;
}

/** A live feed on a venue by hand, in a time that moves only when it is told to: `await stage.pass(2_000)`. */
export class FeedStage implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly source: HandSource;
  readonly delivered: Delivered[] = [];
  readonly changes: FeedChange[] = [];
  /** What streams bring by themselves, about once a second; undefined for nothing. */
  streams: ((symbol: string) => Record<string, unknown> | undefined) | undefined;
  feed!: LiveFeed;
  readonly #symbols: readonly string[];
  #pushedAt = 0;

  static async open({
    symbols = [BTC],
    has = {},
    startAt = '2026-03-02T10:00:30Z',
    dead,
    source,
    kept,
    streams = false,
  }: FeedStageOptions = {}): Promise<FeedStage> {
    const stage = new FeedStage(parseInstant(startAt), symbols);
    Object.assign(stage.source.has, has);
    for (const symbol of symbols) stage.source.reads(symbol, 100);
    source?.(stage.source);
    if (streams) stage.streams = (symbol) => stage.source.ticker(symbol, stage.source.lastOf(symbol));
    const opening = LiveFeed.open({
      source: stage.source,
      markets: symbols.map((symbol): Market => simulatedMarket(symbol)),
      time: stage.clock,
      wall: stage.clock,
      rng: seededRng(7),
      deadAfterMs: 10_000,
      maxJumpPct: 20,
      ...(dead ? { dead } : {}),
      ...(kept ? { kept } : {}),
    });
    let feed: LiveFeed | undefined;
    let failed: unknown;
    opening.then(
      (opened) => {
        feed = opened;
      },
      (error: unknown) => {
        failed = error ?? new Error('it failed');
      },
    );
    for (let i = 0; i < 3_000 && feed === undefined && failed === undefined; i++) {
      stage.clock.advanceTo(later(stage.clock.now(), TICK_MS));
      if (streams && stage.clock.now() - stage.#pushedAt >= 1_000) stage.#push();
      await settled();
    }
    if (feed === undefined) throw failed;
    stage.feed = feed;
    feed.follow((change) => stage.changes.push(change));
    return stage;
  }

  private constructor(startAt: Instant, symbols: readonly string[]) {
    this.clock = new VirtualClock(startAt);
    this.source = new HandSource(this.clock);
    this.#symbols = symbols;
  }

  /** Time passes, and the engine's steps with it. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      this.clock.advanceTo(instant(Math.min(end, this.clock.now() + TICK_MS)));
      if (this.clock.now() - this.#pushedAt >= 1_000) this.#push();
      await settled();
      this.step();
    }
  }

  /** Time passes in which this process does not run. */
  async standsStill(ms: number): Promise<void> {
    this.clock.leapTo(later(this.clock.now(), ms));
    this.feed.interrupted();
    await settled();
  }

  step(): void {
    this.feed.step({
      quote: (quote) => void this.delivered.push({ quote }),
      candle: (_, candle, isLate) => void this.delivered.push({ candle, isLate: isLate === true }),
      gap: (_, from, to) => void this.delivered.push({ gap: [from, to] }),
      reopened: (reopened) => void this.delivered.push({ reopened }),
    });
  }

  /** A stream brings a price around `last`. */
  async price(last: number, more: Record<string, unknown> = {}, symbol = BTC): Promise<void> {
    await this.says({ ...this.source.ticker(symbol, last), ...more }, symbol);
  }

  /** A stream brings a message. */
  async says(raw: Record<string, unknown>, symbol = BTC): Promise<void> {
    this.source.pushes(symbol, raw);
    await settled();
    this.step();
  }

  /** Streams and reads agree on a price, from now on. */
  quotes(last: number, symbol = BTC): void {
    this.source.reads(symbol, last);
    this.streams = (one) => this.source.ticker(one, this.source.lastOf(one));
  }

  /** What was delivered since the last look. */
  heard(): Delivered[] {
    return this.delivered.splice(0);
  }

  lasts(): number[] {
    return this.heard().flatMap(({ quote }) => quote?.last ?? []);
  }

  drops(symbol = BTC): Record<string, number> {
    return Object.fromEntries(this.feed.health(symbol)?.drops ?? []);
  }

  state(symbol = BTC): string | undefined {
    return this.feed.health(symbol)?.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.feed.close();
  }

  #push(): void {
    this.#pushedAt = this.clock.now();
    for (const symbol of this.#symbols) {
      const raw = this.streams?.(symbol);
      if (raw !== undefined) this.source.pushes(symbol, raw);
    }
  }
}

/** Whatever is under way in memory has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 25; i++) await Promise.resolve();
}
