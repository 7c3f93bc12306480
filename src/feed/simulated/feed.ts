import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant } from '#src/domain/clock.ts';
import { assert } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';
import { seedOf } from '#src/domain/rng.ts';
import type { FeedSink, SteppedFeed } from '#src/feed/port.ts';
import { assetOf, DEFAULT_SYMBOLS, type SimulatedAsset, simulatedMarket } from './markets.ts';
import { MarketView } from './marketView.ts';
import { DEFAULT_MODEL, type SimulatedModel } from './model.ts';
import { MinuteRng } from './noise.ts';
import { drawTicks, TICK_SECONDS, type TickSeconds } from './ticks.ts';
import { BAR, World } from './world.ts';

export interface SimulatedFeedOptions {
  readonly seed: number | string;
  /** From `simulatedMarket`; the five default markets unless told. Quotes come in this order. */
  readonly markets?: readonly Market[] | undefined;
  /** When this simulation was begun, also when it is resumed: the first quotes come at the next full minute. */
  readonly startAt: Instant;
  /** Minutes of history before the first step; 30 days unless told. */
  readonly historyMinutes?: number | undefined;
  /** Seconds of market time between quotes; 2 unless told. Candles do not depend on it. */
  readonly tickSeconds?: TickSeconds | undefined;
  readonly spreadBps?: number | undefined;
  /** How much of the volume of the minute before can be had at the bid and at the ask. */
  readonly participationPct?: number | undefined;
  readonly model?: Partial<SimulatedModel> | undefined;
  /** Goes on after `at`: everything up to and including that moment was delivered before. */
  readonly resume?: { readonly at: Instant; readonly snapshot?: string | undefined } | undefined;
}

export interface SimulatedFeed extends SteppedFeed {
  /**
   * A few hundred bytes from which a later start goes on without repeating everything since `startAt`; it then costs one history and at most a day,
   * however long the simulation has run. A snapshot of another simulation (seed, start, model, assets) is passed over, which costs time and nothing else.
   */
  snapshot(): string;
  /** Funding for the eight hours that end at `at`, in percent of the position, paid by longs when positive; 0 for spot. Any time can be asked for. */
  fundingPct(market: string, at: Instant): number;
}

const MINUTE_MS = 60_000;
const CHECKPOINT_MINUTES = 1440;

/**
 * A market that nobody trades at: seeded, without end, the same for the same options. `nextAt` is the time of the next quotes. A step delivers, at
 * the start of a minute, the candles of the minute that closed, then one quote of each market. See `model.ts` for what moves the prices, `world.ts`
 * for how. A resumed feed goes on with exactly the quotes and candles of one that never stopped.
 */
export const simulatedFeed = (options: SimulatedFeedOptions): SimulatedFeed => new Simulation(options);

class Simulation implements SimulatedFeed {
  readonly name = 'simulated';
  readonly simulated = true;
  readonly markets: readonly Market[];
  readonly #views: readonly MarketView[];
  readonly #world: World;
  readonly #width: number;
  readonly #historyMinutes: number;
  readonly #tickMs: number;
  readonly #spreadBps: number;
  readonly #share: number;
  readonly #fingerprint: string;
  /** States at midnights, oldest first; the first one is old enough to make the whole history again. */
  readonly #checkpoints: number[][] = [];
  /** Candles of all assets in the minutes before the first step. */
  readonly #past: Float64Array;
  readonly #pastEnd: number;
  /** Candles of all assets in the minute that is under way, and what could be had then: from the volume of the minute before. */
  readonly #bars: Float64Array;
  readonly #depths: Float64Array;
  readonly #ticks: readonly Float64Array[];
  readonly #tickSeeds: readonly number[];
  readonly #rng = new MinuteRng();
  #minute: number;
  #tick: number;

  constructor(options: SimulatedFeedOptions) {
    const { seed, startAt, resume, historyMinutes = 30 * 1440, tickSeconds = 2, spreadBps = 2, participationPct = 10 } = options;
    this.markets = options.markets ?? DEFAULT_SYMBOLS.map((symbol) => simulatedMarket(symbol));
    const assets = [...new Set<SimulatedAsset>(this.markets.map(assetOf))];
    const model = { ...DEFAULT_MODEL, ...options.model };
    assert(Number.isInteger(historyMinutes) && historyMinutes >= 0, 'historyMinutes is a whole number of minutes');
    assert(TICK_SECONDS.includes(tickSeconds), 'tickSeconds is one of TICK_SECONDS');
    const startMinute = Math.ceil(startAt / MINUTE_MS);
    const originMinute = startMinute - historyMinutes;
    this.#views = this.markets.map((market) => new MarketView(market, assets.indexOf(assetOf(market)), seed, model.basisPct));
    this.#world = new World(seed, assets, model, originMinute);
    this.#width = assets.length * BAR;
    this.#historyMinutes = historyMinutes;
    this.#tickMs = tickSeconds * 1000;
    this.#spreadBps = spreadBps;
    this.#share = participationPct / 100;
    this.#fingerprint = sha256(JSON.stringify([seed, originMinute, assets, Object.entries(model).sort()])).slice(0, 16);
    this.#bars = new Float64Array(this.#width);
    this.#depths = new Float64Array(this.#views.length).fill(Number.POSITIVE_INFINITY);
    this.#ticks = assets.map(() => new Float64Array(MINUTE_MS / this.#tickMs));
    this.#tickSeeds = assets.map(({ base }) => seedOf(seed, 'ticks', base));

    const goesOn = resume !== undefined && resume.at >= startMinute * MINUTE_MS;
    this.#minute = goesOn ? Math.floor(resume.at / MINUTE_MS) : startMinute;
    this.#tick = goesOn ? Math.floor((resume.at - this.#minute * MINUTE_MS) / this.#tickMs) + 1 : 0;
    this.#pastEnd = this.#minute;
    if (goesOn) this.#restore(resume.snapshot);
    this.#past = this.#pastUntil(this.#minute);
    this.#enter(this.#minute);
  }

  history(market: string): readonly Candle[] {
    const view = this.#views.find((one) => one.market.symbol === market);
    if (view === undefined) return [];
    const first = this.#pastEnd - this.#historyMinutes;
    const candles: Candle[] = [];
    for (let index = 0; index < this.#historyMinutes; index++) {
      candles.push(view.candle(this.#past, index * this.#width + view.asset * BAR, first + index));
    }
    return candles;
  }

  nextAt(): Instant {
    return instant(this.#minute * MINUTE_MS + this.#tick * this.#tickMs);
  }

  step(sink: FeedSink): void {
    const at = this.nextAt();
    if (at - this.#minute * MINUTE_MS === MINUTE_MS) this.#close(sink);
    const tick = this.#tick++;
    for (const [index, view] of this.#views.entries()) {
      const last = view.price(this.#ticks[view.asset]?.[tick] as number, this.#minute);
      sink.quote(view.quote(last, this.#spreadBps, this.#depths[index] as number, at));
    }
  }

  snapshot(): string {
    return JSON.stringify({ of: this.#fingerprint, state: this.#checkpoints[0] });
  }

  fundingPct(market: string, at: Instant): number {
    const view = this.#views.find((one) => one.market.symbol === market);
    assert(view !== undefined, `${market} is one of the markets of the simulation`);
    return view.fundingPct(at);
  }

  /** Hands out the candles of the minute under way and goes on to the next. */
  #close(sink: FeedSink): void {
    const candles = this.#views.map((view) => view.candle(this.#bars, view.asset * BAR, this.#minute));
    this.#enter(this.#minute + 1);
    this.#tick = 0;
    for (const [index, candle] of candles.entries()) sink.candle(this.markets[index]?.symbol as string, candle);
  }

  /** Makes a minute: its candles, and the ticks on the way. `#bars` still holds the minute before, if there was one. */
  #enter(minute: number): void {
    for (const [index, view] of this.#views.entries()) {
      const volume = this.#bars[view.asset * BAR + 4] as number;
      if (volume > 0) this.#depths[index] = view.volume(volume) * this.#share;
    }
    this.#minute = minute;
    this.#advance(this.#bars, 0);
    for (const [asset, ticks] of this.#ticks.entries()) {
      drawTicks(this.#rng.at(this.#tickSeeds[asset] as number, minute), this.#bars, asset * BAR, ticks);
    }
  }

  /** Runs the world up to `minute` and keeps the history that ends there. */
  #pastUntil(minute: number): Float64Array {
    const past = new Float64Array(this.#historyMinutes * this.#width);
    const first = minute - this.#historyMinutes;
    while (this.#world.minute < minute) {
      const row = this.#world.minute - first;
      if (row < 0) this.#advance(this.#bars, 0);
      else this.#advance(past, row * this.#width);
    }
    if (past.length > 0) this.#bars.set(past.subarray(past.length - this.#width));
    return past;
  }

  #advance(out: Float64Array, at: number): void {
    const { minute } = this.#world;
    const checkpoints = this.#checkpoints;
    if (minute % CHECKPOINT_MINUTES === 0 || checkpoints.length === 0) checkpoints.push(this.#world.save());
    while (checkpoints.length > 1 && minuteOf(checkpoints[1]) <= minute - this.#historyMinutes) checkpoints.shift();
    this.#world.advance(out, at);
  }

  /** Takes up a snapshot of this very simulation that is old enough for the whole history; anything else is passed over. */
  #restore(snapshot: string | undefined): void {
    if (snapshot === undefined) return;
    const saved = parsed(snapshot);
    if (saved?.of !== this.#fingerprint) return;
    const minute = minuteOf(saved.state);
    if (minute >= this.#world.minute && minute <= this.#minute - this.#historyMinutes) this.#world.restore(saved.state);
  }
}

/** A saved world begins with its minute. */
const minuteOf = (saved: readonly number[] | undefined): number => saved?.[0] ?? Number.NaN;

function parsed(snapshot: string): { readonly of: unknown; readonly state: readonly number[] } | undefined {
  try {
    const value: unknown = JSON.parse(snapshot);
    if (typeof value !== 'object' || value === null || !('of' in value) || !('state' in value) || !Array.isArray(value.state))
      return undefined;
    return { of: value.of, state: value.state };
  } catch {
    return undefined;
  }
}
