import type { Clock, Instant } from '#src/domain/clock.ts';
import { absolute, type Decimal, divide, isNegative, multiply } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { QuoteDriven, Venue, VenueFill, VenueOrder, VenuePosition, VenueProfile, VenueSink } from '#src/venue/port.ts';
import { Account, credit } from './account.ts';
import { Book } from './book.ts';
import { Floor } from './floor.ts';
import { refreshLiquidation } from './liquidation.ts';
import { Memory, type PaperState } from './memory.ts';
import { venueOrderOf } from './order.ts';
import { restore } from './restore.ts';
import { type PaperSettings, type Terms, termsOf } from './settings.ts';
import { Turns } from './turns.ts';

/** The venue refuses what reaches it after its own deadline; this is how far ahead Heron should set it. */
const DEADLINE_MS = 10_000;

export interface PaperOptions {
  readonly name: string;
  readonly markets: readonly Market[];
  readonly clock: Clock;
  readonly settings: PaperSettings;
  /** Funding rate in percent of notional at a boundary; positive when longs pay. None: 0. */
  readonly fundingPct?: (market: string, at: Instant) => number;
}

/**
 * A venue in memory that fills from quotes and from nothing else (E5, PAPER-1): no chance is involved, and each fill cites its quote. Everything
 * is reported before the call that caused it returns; an order or cancel that is sent from within a report comes right after what is under way.
 */
export class PaperVenue implements Venue, QuoteDriven {
  readonly name: string;
  readonly mode = 'paper';
  readonly profile: VenueProfile;
  readonly #markets: readonly Market[];
  readonly #clock: Clock;
  readonly #terms: Terms;
  readonly #account = new Account();
  readonly #memory = new Memory();
  readonly #books = new Map<string, Book>();
  readonly #turns = new Turns();
  readonly #fundingPcts = new Map<string, number>();
  readonly #floor: Floor;
  #sink: VenueSink | undefined;

  constructor({ name, markets, clock, settings, fundingPct }: PaperOptions) {
    const { makerFeePct, takerFeePct, slippageBps } = settings;
    this.name = name;
    this.profile = { makerFeePct, takerFeePct, slippageBps, nativeStops: true, deadlineMs: DEADLINE_MS, readLagMs: 0, supervised: [] };
    this.#markets = markets;
    this.#clock = clock;
    this.#terms = termsOf(settings);
    for (const market of markets) {
      this.#books.set(market.symbol, new Book(market, this.#account.asset(market.base), this.#account.asset(market.quote)));
    }
    const rateAt = (market: string, at: Instant): number => this.#fundingPcts.get(market) ?? fundingPct?.(market, at) ?? 0;
    this.#floor = new Floor(this.#terms, clock, this.#account, this.#memory, () => this.#connected(), rateAt);
  }

  markets(): readonly Market[] {
    return this.#markets;
  }

  connect(sink: VenueSink): void {
    assert(this.#sink === undefined, 'a venue is connected once');
    this.#sink = sink;
  }

  submit(order: Cleared<Order>): void {
    this.#turns.take(() => this.#floor.submit(order, this.#books.get(order.market)));
  }

  cancel(clientOrderId: string, market: string): void {
    const book = this.#books.get(market);
    if (book !== undefined) this.#turns.take(() => this.#floor.cancel(clientOrderId, book));
  }

  quote(quote: Quote): void {
    const book = this.#books.get(quote.market);
    if (book === undefined || !isPriced(quote)) return;
    if (!this.#turns.busy && this.#floor.isCalm(book, quote)) book.replaceQuote(quote);
    else this.#turns.take(() => this.#floor.quote(book, quote));
  }

  nextLevel(market: string, from: number, direction: 'up' | 'down'): number {
    const book = this.#books.get(market);
    const up = direction === 'up';
    if (book === undefined) return up ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const level = book.nextOrderLevel(from, direction);
    if (book.position === undefined) return level;
    this.#freshen(book);
    if (up) return book.liquidatesAbove > from ? Math.min(level, book.liquidatesAbove) : level;
    return book.liquidatesBelow < from ? Math.max(level, book.liquidatesBelow) : level;
  }

  waits(market: string): boolean {
    return (this.#books.get(market)?.working.size ?? 0) > 0;
  }

  async orderById(clientOrderId: string, market: string): Promise<VenueOrder | undefined> {
    const order = this.#memory.find(clientOrderId);
    return order?.market === market ? venueOrderOf(order) : undefined;
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return this.#orders((order) => order.status === 'open');
  }

  async closedOrders(since: Instant): Promise<readonly VenueOrder[]> {
    return this.#orders((order) => order.status !== 'open' && order.at >= since);
  }

  async fillsSince(since: Instant): Promise<readonly VenueFill[]> {
    return this.#memory.fillsSince(since);
  }

  async balances(): Promise<ReadonlyMap<string, Decimal>> {
    return this.#account.balances();
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const open: VenuePosition[] = [];
    for (const book of this.#books.values()) {
      const position = this.#positionOf(book);
      if (position !== undefined) open.push(position);
    }
    return open;
  }

  async time(): Promise<Instant> {
    return this.#clock.now();
  }

  /** Money from outside; negative for money to outside, of which there must be enough. */
  deposit(asset: string, amount: Decimal): void {
    const account = this.#account.asset(asset);
    credit(account, amount);
    assert(!isNegative(account.held), `nobody can take more ${asset} from the paper account than it holds`);
  }

  /** Gives back what a crash made it forget; once, at the start, before any order. */
  restore(state: PaperState): void {
    assert(this.#memory.isEmpty && this.#account.balances().size === 0, 'only an empty paper venue is given its memory back');
    restore(state, this.#account, this.#books, this.#memory, this.#terms, this.#clock.now());
  }

  /** From now on this rate (percent of notional; positive when longs pay) at each funding moment of the market. */
  setFundingPct(market: string, pct: number): void {
    this.#fundingPcts.set(market, pct);
  }

  #orders(include: (order: VenueOrder) => boolean): readonly VenueOrder[] {
    return this.#memory.orders().map(venueOrderOf).filter(include);
  }

  #positionOf(book: Book): VenuePosition | undefined {
    const { position, market } = book;
    if (position === undefined) return undefined;
    this.#freshen(book);
    const { amount, cost, leverage } = position;
    const level = isNegative(amount) ? book.liquidatesAbove : book.liquidatesBelow;
    return {
      market: market.symbol,
      amount,
      entryPrice: divide(cost, multiply(absolute(amount), market.contractSize)),
      leverage,
      liquidationPrice: Number.isFinite(level) ? book.priceFrom(Math.max(level, 0)) : undefined,
    };
  }

  #freshen(book: Book): void {
    if (book.liquidationSeen !== book.quoteAsset.changes) refreshLiquidation(book, this.#terms.maintenance);
  }

  #connected(): VenueSink {
    assert(this.#sink !== undefined, 'a venue is connected before anything else');
    return this.#sink;
  }
}

export const paperVenue = (options: PaperOptions): PaperVenue => new PaperVenue(options);

/** Feeds drop quotes that cannot be true; this keeps one that slipped through from reaching the arithmetic. */
const isPriced = ({ bid, ask, last }: Quote): boolean => bid > 0 && ask > 0 && last > 0 && bid + ask + last < Number.POSITIVE_INFINITY;
