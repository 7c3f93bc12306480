import type { Rng } from '#src/domain/rng.ts';
import { Exchange } from '#test/fakes/venue/exchange.ts';
import type { Ask, BookedOrder } from '#test/fakes/venue/record.ts';
import { Refused } from '#test/fakes/venue/refusal.ts';
import { text } from '#test/fakes/venue/units.ts';
import type { Asker, Net } from './net.ts';
import type { Rates } from './plan.ts';
import type { Scheduler } from './scheduler.ts';
import { type SimVenueKind, venueProfile } from './venues.ts';

/** A request for an order as it left Heron. */
export interface Sent {
  readonly wireId: string;
  readonly side: 'buy' | 'sell';
  readonly amount: string;
  readonly reduceOnly: boolean;
}

export interface SimVenueOptions {
  readonly kind: SimVenueKind;
  readonly scheduler: Scheduler;
  readonly net: Net;
  readonly rng: Rng;
  readonly rates: () => Rates;
  /** Hears of each order right before it is written to the socket. */
  readonly onSent: (sent: Sent) => void;
  /** Longest that a read is behind the truth. */
  readonly readLagMs: number;
  /** What is not offered of a market order waits for the next price, instead of ending. */
  readonly isPatient: boolean;
}

const CAPITAL = '10000';
/** Venues refuse what is dated further ahead than this. */
const AHEAD_MS = 1_000;

/** The venue of one world: the exchange with its own books, and what it pushes. */
export class SimVenue {
  readonly exchange: Exchange;
  readonly kind: SimVenueKind;
  readonly net: Net;
  readonly sent: Sent[] = [];
  /** When the process asked last which orders rest here. */
  askedAt = Number.NEGATIVE_INFINITY;
  /** Hears of each such question that was answered, when the answer has reached the process: as of when it shows the books. */
  onShown: (asOf: number) => void = () => undefined;
  /** Push messages are dropped until then, while the connection stays open. */
  frozenUntil = 0;
  readonly #options: SimVenueOptions;
  #waiting: { readonly asker: Asker; readonly push: () => void }[] = [];

  constructor(options: SimVenueOptions) {
    const { kind, scheduler, readLagMs, isPatient } = options;
    this.#options = options;
    this.kind = kind;
    this.net = options.net;
    const lag = (share: number): number => Math.floor(readLagMs * share);
    this.exchange = new Exchange({
      markets: [kind.market],
      profile: {
        ...kind.books,
        marketRest: isPatient ? 'waits' : 'expires',
        readLag: { orders: lag(1), fills: lag(0.8), positions: lag(0.6), balances: lag(0.9) },
      },
      now: () => scheduler.now,
    });
    this.exchange.deposit(kind.market.quote, CAPITAL);
    this.exchange.on(({ kind: what }) => {
      if (what === 'order' || what === 'fill') this.#push();
    });
  }

  get fees(): { readonly maker: string; readonly taker: string } {
    const { makerFee, takerFee } = this.exchange.profile;
    return { maker: makerFee, taker: takerFee };
  }

  get opening(): string {
    return `${this.kind.market.quote} ${CAPITAL}`;
  }

  /** True time. */
  now = (): number => this.#options.scheduler.now;

  last(): number {
    const shown = this.exchange.shown(this.kind.market.symbol);
    return shown === undefined ? Number.NaN : Number(text(shown.last));
  }

  ticker(): { readonly last: string; readonly bid: string; readonly ask: string } {
    const shown = this.exchange.shown(this.kind.market.symbol);
    if (shown === undefined) throw new Refused('no-quote');
    return { last: text(shown.last), bid: text(shown.bid), ask: text(shown.ask) };
  }

  /** Our id of an order; undefined for one of somebody else. */
  ours = (wireId: string | undefined): string | undefined =>
    wireId === undefined ? undefined : venueProfile(this.kind.id).clientId.fromVenue(wireId);

  leaves(sent: Sent): void {
    this.sent.push(sent);
    this.#options.onSent(sent);
  }

  /** Binance refuses requests from the future. */
  checkClock(clientsNow: number): void {
    if (this.kind.id.startsWith('binance') && clientsNow > this.#options.scheduler.now + AHEAD_MS) throw new Refused('too-late');
  }

  place(ask: Ask): BookedOrder {
    return this.exchange.place(ask);
  }

  repeatsPage = (): boolean => this.#options.rng.next() < this.#options.rates().dupPage;

  /** Resolves at the next push. */
  nextPush(asker: Asker): Promise<unknown> {
    return new Promise((resolve) => this.#waiting.push({ asker, push: () => resolve({}) }));
  }

  #push(): void {
    const { scheduler, rng } = this.#options;
    if (scheduler.now < this.frozenUntil) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { asker, push } of waiting) scheduler.in(5 + Math.floor(rng.next() * 50), () => asker.hears(push));
  }
}
