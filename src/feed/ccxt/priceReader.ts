import type { Clock, Timer } from '#src/domain/clock.ts';
import type { Rng } from '#src/domain/rng.ts';
import { Backoff } from './backoff.ts';
import { type DropReason, type Parts, readBook, readTicker } from './border.ts';
import type { Moment } from './moment.ts';
import type { MarketSource, Raw } from './source.ts';
import type { Tape } from './tape.ts';

const LOOK_MS = 100;
/** Shortest time between two reads of one market, when somebody needs one. */
const URGENT_MS = 400;
/** Without a stream, reads are the feed. */
const ALONE_MS = 1_000;
/** A stream that is silent is helped out with reads. */
const SILENT_AFTER_MS = 2_000;
const SILENT_EVERY_MS = 2_000;
/** A stream that runs is still compared. */
const ROUTINE_MS = 10_000;
/** A read that takes longer is given up on; what it says then is too old anyway. */
const LOST_MS = 4_000;
/** A ticker's own time may be that of its last trade: beyond this age the book is read too. */
const QUIET_TICKER_MS = 3_000;
const DEPTH = 20;
/** Prices are missed, so that a failed read is soon tried again; not so when the venue has had too many. */
const FAILED_MS = 4_000;
const LIMITED_MS = 120_000;
const LIMITS = new Set(['RateLimitExceeded', 'DDoSProtection']);

export interface PriceReaderOptions {
  readonly source: MarketSource;
  readonly tapes: readonly Tape[];
  readonly hasStream: boolean;
  readonly wall: Clock;
  readonly moment: () => Moment;
  readonly rng: Rng;
  readonly failed: (error: unknown) => void;
}

/** Reads prices when they are needed: to confirm a stream, to take its place, and where there is none. One call for all markets where the venue has it. */
export class PriceReader {
  readonly #options: PriceReaderOptions;
  readonly #failed: Backoff;
  readonly #limited: Backoff;
  readonly #askedAt = new Map<Tape, number>();
  #timer: Timer | undefined;
  /** When the read that is under way was begun; undefined for none. */
  #since: number | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #notBefore = 0;

  constructor(options: PriceReaderOptions) {
    this.#options = options;
    this.#failed = new Backoff(options.rng, FAILED_MS);
    this.#limited = new Backoff(options.rng, LIMITED_MS);
  }

  start(): void {
    this.#timer ??= this.#options.wall.every(LOOK_MS, () => void this.#look());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Reads all markets now. Never rejects. */
  async all(): Promise<void> {
    await this.#read(this.#options.tapes);
  }

  async #look(): Promise<void> {
    const mono = this.#options.wall.mono();
    if (mono < this.#notBefore || (this.#since !== undefined && mono - this.#since < LOST_MS)) return;
    const { source, tapes } = this.#options;
    const due = tapes.filter((tape) => this.#isDue(tape, mono));
    if (due.length === 0) return;
    // A client of the exchange library throws for whatever is not on its list.
    const everyMs = 'everyMs' in source ? source.everyMs : undefined;
    if (everyMs === undefined) await this.#read(due);
    else if (mono - this.#readAt >= everyMs) await this.#read(tapes);
  }

  #isDue(tape: Tape, mono: number): boolean {
    const asked = mono - (this.#askedAt.get(tape) ?? Number.NEGATIVE_INFINITY);
    if (tape.wantsRead) return asked >= URGENT_MS;
    if (!this.#options.hasStream) return asked >= ALONE_MS;
    return asked >= (tape.streamAge(mono) > SILENT_AFTER_MS ? SILENT_EVERY_MS : ROUTINE_MS);
  }

  async #read(tapes: readonly Tape[]): Promise<void> {
    const { failed, moment, wall } = this.#options;
    const asked = moment();
    this.#since = asked.mono;
    this.#readAt = asked.mono;
    for (const tape of tapes) this.#askedAt.set(tape, asked.mono);
    try {
      const tickers = await this.#tickers(tapes);
      await Promise.all(tapes.map(async (tape, index) => tape.read(await this.#complete(tickers[index], tape, asked), asked, wall.mono())));
      this.#failed.good();
      this.#limited.good();
    } catch (error) {
      for (const tape of tapes) tape.unread();
      const isLimited = error instanceof Error && LIMITS.has(error.constructor.name);
      this.#notBefore = wall.mono() + (isLimited ? this.#limited : this.#failed).next();
      failed(error);
    } finally {
      if (this.#since === asked.mono) this.#since = undefined;
    }
  }

  /** In the order of the tapes. */
  async #tickers(tapes: readonly Tape[]): Promise<readonly (Raw | undefined)[]> {
    const { source } = this.#options;
    const { fetchTickers } = source.has;
    if (tapes.length > 1 && fetchTickers === true) {
      const all = await source.fetchTickers(tapes.map(({ market }) => market));
      return tapes.map(({ market }) => all[market]);
    }
    return Promise.all(tapes.map(({ market }) => source.fetchTicker(market)));
  }

  /** The book beside a ticker that has none, or whose time is that of a trade long ago. */
  async #complete(raw: Raw | undefined, { market }: Tape, asked: Moment): Promise<Parts | DropReason> {
    const ticker = readTicker(raw, market);
    if (typeof ticker === 'string') return ticker;
    const isQuiet = ticker.at !== undefined && asked.venueNow - ticker.at > QUIET_TICKER_MS;
    if (ticker.book !== undefined && !isQuiet) return ticker;
    const book = readBook(await this.#options.source.fetchOrderBook(market, DEPTH), market);
    if (typeof book === 'string') return book;
    // A last price outside of a fresh book is news of another time.
    if (ticker.last !== undefined && book.book !== undefined && isQuiet) {
      const { bid, ask } = book.book;
      if (ticker.last < bid * 0.995 || ticker.last > ask * 1.005) return 'old';
    }
    return { book: book.book, last: ticker.last, at: book.at };
  }
}
