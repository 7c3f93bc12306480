import type { Clock } from '#src/domain/clock.ts';
import type { Rng } from '#src/domain/rng.ts';
import { Backoff } from './backoff.ts';
import { readBook, readTicker } from './border.ts';
import type { Moment } from './moment.ts';
import type { MarketSource } from './source.ts';
import type { Tape } from './tape.ts';

const DEPTH = 20;

export interface StreamsOptions {
  readonly source: MarketSource;
  readonly tapes: readonly Tape[];
  readonly wall: Clock;
  readonly moment: () => Moment;
  readonly rng: Rng;
  readonly failed: (error: unknown) => void;
}

/**
 * Follows the ticker of every market, and its best prices where a ticker comes without them. What is pushed goes to the tape and nowhere else. A
 * stream that breaks is begun again after a while that grows and is never the same for two of them.
 */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #withBook = new Set<Tape>();
  #isStopped = false;
  /** Connections that were lost since the start. */
  losses = 0;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Whether a venue has a stream of prices at all. */
  static has({ has: { watchTicker } }: MarketSource): boolean {
    return watchTicker === true;
  }

  start(): void {
    for (const tape of this.#options.tapes) this.#follow(tape, () => this.#ticker(tape));
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Begins all connections anew: one that is open but says nothing looks healthy to everybody else. */
  async renew(): Promise<void> {
    await this.#options.source.close().catch(this.#options.failed);
  }

  async #follow(tape: Tape, next: () => Promise<void>): Promise<void> {
    const { wall, rng, failed } = this.#options;
    const backoff = new Backoff(rng);
    let began = wall.mono();
    while (!this.#isStopped) {
      try {
        await next();
      } catch (error) {
        if (this.#isStopped) return;
        this.losses++;
        tape.disconnected();
        failed(error);
        const waitMs = backoff.next(wall.mono() - began);
        await new Promise<void>((go) => wall.after(waitMs, go));
        began = wall.mono();
      }
    }
  }

  async #ticker(tape: Tape): Promise<void> {
    const raw = await this.#options.source.watchTicker(tape.market);
    if (this.#isStopped) return;
    const parts = readTicker(raw, tape.market);
    tape.stream(parts, this.#options.moment());
    if (typeof parts === 'string' || parts.book !== undefined || this.#withBook.has(tape)) return;
    this.#withBook.add(tape);
    this.#follow(tape, () => this.#book(tape));
  }

  async #book(tape: Tape): Promise<void> {
    const { source, moment } = this.#options;
    const { watchBidsAsks } = source.has;
    const isBest = watchBidsAsks === true;
    const raw = isBest ? (await source.watchBidsAsks([tape.market]))[tape.market] : await source.watchOrderBook(tape.market, DEPTH);
    if (this.#isStopped) return;
    const parts = isBest ? readTicker(raw, tape.market) : readBook(raw, tape.market);
    // Only the book of it: a last price of another stream may be older than the ticker's.
    tape.stream(typeof parts === 'string' ? parts : { book: parts.book, at: parts.at }, moment());
  }
}
