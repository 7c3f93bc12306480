import { type Clock, type Instant, toIso } from '#src/domain/clock.ts';
import { absolute, type Decimal, isEqual, isLess, isNegative, isZero, subtract, ZERO } from '#src/domain/decimal.ts';
import type { Order, OrderSide } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { VenueFill, VenueSink } from '#src/venue/port.ts';
import type { Account } from './account.ts';
import { type Book, isReached } from './book.ts';
import { checkOrder } from './check.ts';
import { type Deal, dealOf } from './deal.ts';
import { fundingAfter, settleFunding } from './funding.ts';
import { affordable, hasReducible, reducible, reserve } from './funds.ts';
import { refreshLiquidation } from './liquidation.ts';
import { limitPrice, marketPrice, takeable } from './match.ts';
import { LIQUIDATION_PREFIX, type Memory } from './memory.ts';
import { type PaperOrder, paperOrderOf } from './order.ts';
import type { Terms } from './settings.ts';
import { settleFill } from './settle.ts';

type Liquidity = VenueFill['liquidity'];

/** Where orders meet quotes. Each change is in the books before it is reported. Not re-entrant: `Turns` stands before it. */
export class Floor {
  readonly #terms: Terms;
  readonly #clock: Clock;
  readonly #account: Account;
  readonly #memory: Memory;
  readonly #sink: () => VenueSink;
  readonly #fundingPct: (market: string, at: Instant) => number;

  constructor(
    terms: Terms,
    clock: Clock,
    account: Account,
    memory: Memory,
    sink: () => VenueSink,
    fundingPct: (market: string, at: Instant) => number,
  ) {
    this.#terms = terms;
    this.#clock = clock;
    this.#account = account;
    this.#memory = memory;
    this.#sink = sink;
    this.#fundingPct = fundingPct;
  }

  submit(asked: Order, book: Book | undefined): void {
    const at = this.#clock.now();
    const { clientOrderId } = asked;
    if (this.#memory.find(clientOrderId) !== undefined) {
      this.#sink().rejected({ clientOrderId, reason: 'duplicate client order id', at });
      return;
    }
    if (book !== undefined) this.#settleFunding(book, at);
    const order = paperOrderOf(asked, '', at);
    this.#memory.keep(order);
    const checked = book === undefined ? `unknown market ${asked.market}` : checkOrder(asked, order, book, this.#account, this.#terms, at);
    if (book === undefined || typeof checked === 'string') {
      order.status = 'rejected';
      this.#sink().rejected({ clientOrderId, reason: String(checked), at });
      return;
    }
    order.venueOrderId = this.#memory.nextOrderId();
    const { quote } = book;
    const active = order.type === 'market' || (quote !== undefined && isReached(order, quote));
    if (active) book.working.add(order);
    else book.rest(order);
    reserve(order, book, this.#terms);
    this.#sink().accepted({ clientOrderId, venueOrderId: order.venueOrderId, at });
    if (active && quote !== undefined) this.#match(order, book, quote, 'taker', checked);
  }

  cancel(clientOrderId: string, book: Book): void {
    const order = this.#memory.find(clientOrderId);
    if (order === undefined || order.market !== book.market.symbol || order.status !== 'open') return;
    this.#cancel(order, book, 'canceled on request');
  }

  /** True when a quote changes nothing but the latest price. Decided by a few comparisons of floats. */
  isCalm(book: Book, quote: Quote): boolean {
    if (!book.isQuiet(quote)) return false;
    if (book.position === undefined) return true;
    return this.#clock.now() < book.fundingDueAt && !this.#isLiquidated(book, quote);
  }

  /** Funding that fell due at the price that stood then, liquidation, then the waiting orders by arrival. */
  quote(book: Book, quote: Quote): void {
    book.quote ??= quote;
    this.#settleFunding(book, this.#clock.now());
    book.replaceQuote(quote);
    if (book.position !== undefined && this.#isLiquidated(book, quote)) this.#liquidate(book, book.position.amount);
    for (const order of book.working) {
      if (order.type !== 'limit' || isReached(order, quote)) this.#match(order, book, quote, 'taker');
      else book.moveToRest(order); // the market went away from it: what is left of it waits, and is a maker from now on
    }
    for (const order of book.resting) {
      if (!isReached(order, quote)) continue;
      if (order.type === 'limit') {
        this.#match(order, book, quote, 'maker');
      } else {
        book.moveToWork(order);
        this.#match(order, book, quote, 'taker');
      }
    }
  }

  /** Gives an order what it can get from this quote. `checked`: what was already worked out for the whole of it. */
  #match(order: PaperOrder, book: Book, quote: Quote, liquidity: Liquidity, checked?: Deal): void {
    const { side } = order;
    const wanted = order.reduceOnly ? reducible(book, side, order.remaining) : order.remaining;
    if (isZero(wanted)) {
      this.#cancel(order, book, 'there is no position left to reduce');
      return;
    }
    const offered = takeable(book, side, wanted, quote, this.#terms);
    if (isZero(offered)) return;
    const price =
      order.price === undefined
        ? marketPrice(book, side, offered, quote, this.#terms)
        : limitPrice(book, order, order.price, quote, liquidity === 'taker');
    const asChecked = checked !== undefined && checked.amount === offered && checked.price === price;
    const deal = asChecked ? checked : dealOf(this.#account, book, this.#terms, order, offered, price, liquidity);
    const amount = affordable(book, order, deal, this.#terms);
    if (!isLess(amount, offered)) {
      this.#fill(order, book, quote, deal);
      return;
    }
    if (!isZero(amount)) this.#fill(order, book, quote, dealOf(this.#account, book, this.#terms, order, amount, price, liquidity));
    if (order.status === 'open') this.#cancel(order, book, 'insufficient funds');
  }

  #fill(order: PaperOrder, book: Book, quote: Quote, deal: Deal): void {
    const { amount, price, fee, liquidity } = deal;
    const at = this.#clock.now();
    const wasFlat = book.position === undefined;
    settleFill(book, order, deal);
    if (wasFlat || book.position === undefined) {
      book.fundingDueAt = book.position === undefined ? Number.POSITIVE_INFINITY : fundingAfter(at, this.#terms.fundingIntervalMs);
    }
    order.remaining = isEqual(amount, order.remaining) ? ZERO : subtract(order.remaining, amount);
    order.at = at;
    order.fills++;
    if (isZero(order.remaining)) {
      order.status = 'filled';
      book.leave(order);
    }
    reserve(order, book, this.#terms);
    const fill: VenueFill = {
      venueFillId: `${order.venueOrderId}-${order.fills}`,
      clientOrderId: order.clientOrderId,
      market: order.market,
      side: order.side,
      amount,
      price,
      fee: fee.amount,
      feeAsset: fee.asset.name,
      feeRate: fee.rate,
      liquidity,
      quote: `${quote.bid}/${quote.ask}/${quote.last}@${toIso(quote.at)}`,
      at,
    };
    this.#memory.fills.push(fill);
    this.#sink().fill(fill);
    this.#dropIdleReducers(order.side, book);
  }

  /** When a fill has closed the position, reduce-only orders of that side have nothing to wait for. */
  #dropIdleReducers(side: OrderSide, book: Book): void {
    if (book.resting.size + book.working.size === 0 || hasReducible(book, side)) return;
    for (const waiting of [book.working, book.resting]) {
      for (const order of waiting) if (order.reduceOnly && order.side === side) this.#cancel(order, book, 'the position is closed');
    }
  }

  #cancel(order: PaperOrder, book: Book, reason: string): void {
    const at = this.#clock.now();
    order.status = 'canceled';
    order.at = at;
    book.leave(order);
    reserve(order, book, this.#terms);
    this.#sink().canceled({ clientOrderId: order.clientOrderId, reason, at });
  }

  #isLiquidated(book: Book, quote: Quote): boolean {
    if (book.liquidationSeen !== book.quoteAsset.changes) refreshLiquidation(book, this.#terms.maintenance);
    return quote.last <= book.liquidatesBelow || quote.last >= book.liquidatesAbove;
  }

  /** Puts the venue's own order to work; it is filled like any market order, in parts if need be. */
  #liquidate(book: Book, held: Decimal): void {
    for (const order of book.working) if (order.liquidation) return;
    const at = this.#clock.now();
    const market = book.market.symbol;
    const side = isNegative(held) ? 'buy' : 'sell';
    const amount = absolute(held);
    const venueOrderId = this.#memory.nextOrderId();
    const clientOrderId = `${LIQUIDATION_PREFIX}${venueOrderId}`;
    const asked = { clientOrderId, market, side, type: 'market', amount, reduceOnly: true, leverage: 1 } as const;
    const order = paperOrderOf(asked, venueOrderId, at, true);
    this.#memory.keep(order);
    book.working.add(order);
    this.#sink().liquidated({ market, clientOrderId, venueOrderId, side, amount, at });
  }

  #settleFunding(book: Book, now: Instant): void {
    if (now >= book.fundingDueAt) {
      settleFunding(book, now, this.#terms.fundingIntervalMs, this.#fundingPct, (funding) => this.#sink().funding(funding));
    }
  }
}
