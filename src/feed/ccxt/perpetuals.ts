import type { Clock, Timer } from '#src/domain/clock.ts';
import type { Market } from '#src/domain/market.ts';
import type { Rng } from '#src/domain/rng.ts';
import { Backoff } from './backoff.ts';
import { readFundingPct, readIndex } from './border.ts';
import type { MarketSource, Raw } from './source.ts';

const EVERY_MS = 5_000;
/** Venues seldom change how often funding falls due. */
const INTERVALS_MS = 3_600_000;
const RETRY_MS = 60_000;
/** An index that is older than this says nothing about the price of now. */
const OLD_MS = 15_000;

export interface PerpetualsOptions {
  readonly source: Pick<MarketSource, 'fetchFundingRate' | 'fetchFundingRates' | 'fetchFundingIntervals' | 'fetchMarkPrice' | 'has'>;
  readonly markets: readonly Market[];
  readonly wall: Clock;
  readonly rng: Rng;
  readonly failed: (error: unknown) => void;
}

interface Index {
  readonly price: number;
  readonly mono: number;
}

/** What a venue says of its perpetuals beside their prices: their index, and what they cost to hold. Both come with the same read, one for all where it can. */
export class Perpetuals {
  readonly #options: PerpetualsOptions;
  readonly #symbols: readonly string[];
  readonly #backoff: Backoff;
  readonly #pcts = new Map<string, number>();
  readonly #indexes = new Map<string, Index>();
  /** `4h`: where the venue tells it apart from the rate. */
  readonly #intervals = new Map<string, unknown>();
  #intervalsAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #asking = false;
  #notBefore = 0;

  constructor(options: PerpetualsOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.rng);
    this.#symbols = options.markets.filter(({ kind }) => kind === 'perpetual').map(({ symbol }) => symbol);
  }

  /** Reads once, then again and again. Never rejects. */
  async start(): Promise<void> {
    const { source, wall } = this.#options;
    const { fetchFundingRate, fetchMarkPrice } = source.has;
    if (this.#symbols.length === 0 || (!fetchFundingRate && !fetchMarkPrice)) return;
    this.#timer = wall.every(EVERY_MS, () => void this.#look());
    await this.#look();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Percent of the position for eight hours, paid by longs when positive; 0 while the venue has not said. */
  fundingPct(market: string): number {
    return this.#pcts.get(market) ?? 0;
  }

  /** Percent that a price of now is above the index; undefined where that is not known. */
  basisPct(market: string, price: number): number | undefined {
    const index = this.#indexes.get(market);
    if (index === undefined || this.#options.wall.mono() - index.mono > OLD_MS) return undefined;
    return (price / index.price - 1) * 100;
  }

  async #look(): Promise<void> {
    const { wall, failed } = this.#options;
    const mono = wall.mono();
    if (this.#asking || mono < this.#notBefore) return;
    this.#asking = true;
    try {
      await this.#read(mono);
      this.#backoff.good();
    } catch (error) {
      this.#notBefore = wall.mono() + this.#backoff.next();
      failed(error);
    } finally {
      this.#asking = false;
    }
  }

  async #read(mono: number): Promise<void> {
    const { source } = this.#options;
    const { fetchFundingRate, fetchFundingRates, fetchMarkPrice } = source.has;
    await this.#readIntervals(mono);
    const all = this.#symbols.length > 1 && fetchFundingRates === true ? await source.fetchFundingRates(this.#symbols) : undefined;
    const one = (symbol: string): Promise<Raw> | undefined => (fetchFundingRate ? source.fetchFundingRate(symbol) : undefined);
    const of = async (symbol: string): Promise<void> => {
      const raw = all === undefined ? await one(symbol) : all[symbol];
      const pct = this.#pctOf(symbol, raw);
      if (pct !== undefined) this.#pcts.set(symbol, pct);
      const told = readIndex(raw);
      const price = told === undefined && fetchMarkPrice === true ? readIndex(await source.fetchMarkPrice(symbol)) : told;
      if (price !== undefined) this.#indexes.set(symbol, { price, mono });
    };
    await Promise.all(this.#symbols.map(of));
  }

  /** A rate for half of the time would be half of the cost: while it is not known for how long it is, nothing is said. */
  #pctOf(symbol: string, raw: Raw | undefined): number | undefined {
    const { source } = this.#options;
    const interval = raw?.interval ?? this.#intervals.get(symbol);
    if (interval === undefined && source.has.fetchFundingIntervals === true && !this.#intervals.has(symbol)) return undefined;
    return readFundingPct(raw === undefined ? raw : { ...raw, interval });
  }

  /** Binance names in its rates no interval, and in a list of its own those markets that do not pay every eight hours. */
  async #readIntervals(mono: number): Promise<void> {
    const { source, failed } = this.#options;
    if (source.has.fetchFundingIntervals !== true || source.fetchFundingIntervals === undefined) return;
    if (mono - this.#intervalsAt < INTERVALS_MS) return;
    try {
      const told = await source.fetchFundingIntervals(this.#symbols);
      this.#intervalsAt = mono;
      for (const symbol of this.#symbols) this.#intervals.set(symbol, told[symbol]?.interval);
    } catch (error) {
      // What was known stands; the index is read all the same.
      this.#intervalsAt = mono - INTERVALS_MS + RETRY_MS;
      failed(error);
    }
  }
}
