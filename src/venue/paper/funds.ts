import {
  add,
  type Decimal,
  divide,
  fromNumber,
  isLess,
  isMore,
  isNegative,
  isPositive,
  isZero,
  larger,
  multiply,
  smaller,
  subtract,
  ZERO,
} from '#src/domain/decimal.ts';
import type { OrderSide } from '#src/domain/order.ts';
import type { Asset } from './account.ts';
import type { Book } from './book.ts';
import { floorTo } from './border.ts';
import type { Deal } from './deal.ts';
import type { PaperOrder } from './order.ts';
import { closableBy, unrealizedAt } from './perpetual.ts';
import type { Terms } from './settings.ts';

/** What can be spent or put up as margin: held − reserved − Σ cost ÷ leverage of open positions + Σ unrealized where that is a loss in sum. */
function freeOf(asset: Asset): Decimal {
  let free = isZero(asset.reserved) ? asset.held : subtract(asset.held, asset.reserved);
  if (asset.positions.size === 0) return free;
  let unrealized = ZERO;
  for (const book of asset.positions) {
    const { position, quote } = book;
    if (position === undefined) continue;
    free = subtract(free, divide(position.cost, leverageOf(position.leverage), 18, 'up'));
    if (quote !== undefined) unrealized = add(unrealized, unrealizedAt(position, book.market, book.priceFrom(quote.last)));
  }
  return isNegative(unrealized) ? add(free, unrealized) : free;
}

/** How much of `wanted` a reduce-only order of this side can still take away: spot holdings are the position, and a buy has nothing to reduce. */
export function reducible(book: Book, side: OrderSide, wanted: Decimal): Decimal {
  if (!book.spot) return smaller(wanted, closableBy(book.position, side));
  if (!hasReducible(book, side)) return ZERO;
  const { held } = book.baseAsset;
  return isLess(held, wanted) ? floorTo(held, book.steps) : wanted;
}

/** False when reduce-only orders of this side have nothing to do. Spot holdings below one step cannot be traded, so they are nothing. */
export function hasReducible(book: Book, side: OrderSide): boolean {
  if (!book.spot) return !isZero(closableBy(book.position, side));
  return side === 'sell' && !isLess(book.baseAsset.held, book.market.step);
}

/** The part of a deal's amount, down to the step, that the account can pay for; orders that only reduce need no funds. */
export function affordable(book: Book, order: PaperOrder, deal: Deal, terms: Terms): Decimal {
  const { amount, price, notional, fee } = deal;
  if (order.reduceOnly) return amount;
  if (book.spot && order.side === 'sell') {
    const available = add(subtract(book.baseAsset.held, book.baseAsset.reserved), order.reserved);
    return isLess(available, amount) ? floorTo(larger(available, ZERO), book.steps) : amount;
  }
  const closing = book.spot ? ZERO : smaller(amount, closableBy(book.position, order.side));
  const opening = subtract(amount, closing);
  if (isZero(opening)) return amount;
  const funds = add(freeOf(book.quoteAsset), order.reserved);
  const margin = book.spot ? notional : divide(book.worth(opening, price), leverageOf(order.leverage), 18, 'up');
  const needed = fee.asset === book.quoteAsset ? add(margin, fee.amount) : margin;
  if (!isMore(needed, funds)) return amount;
  const closingFee = multiply(book.worth(closing, price), costRate(terms));
  const spare = subtract(funds, closingFee);
  if (!isPositive(spare)) return closing;
  return add(closing, smaller(opening, floorTo(divide(spare, unitNeed(book, order, price, terms), 18, 'down'), book.steps)));
}

/**
 * Brings what an order holds back from the free funds in line with what is left of it: its price (or margin) and fee, or the amount of a plain sale
 * of spot. Market orders and orders that only reduce hold nothing back.
 */
export function reserve(order: PaperOrder, book: Book, terms: Terms): void {
  const price = order.price ?? order.stopPrice;
  if (order.reduceOnly || price === undefined) return;
  const asset = book.spot && order.side === 'sell' ? book.baseAsset : book.quoteAsset;
  const now = order.status === 'open' ? reservationOf(book, order, price, terms) : ZERO;
  asset.reserved = add(subtract(asset.reserved, order.reserved), now);
  order.reserved = now;
}

function reservationOf(book: Book, order: PaperOrder, price: Decimal, terms: Terms): Decimal {
  if (book.spot && order.side === 'sell') return order.remaining;
  const opening = book.spot ? order.remaining : larger(subtract(order.remaining, closableBy(book.position, order.side)), ZERO);
  return multiply(opening, unitNeed(book, order, price, terms));
}

/** Price or margin of one unit of amount, with the dearer of the two fees. */
function unitNeed(book: Book, order: PaperOrder, price: Decimal, terms: Terms): Decimal {
  const worth = book.unitWorth(price);
  const margin = book.spot ? worth : divide(worth, leverageOf(order.leverage), 18, 'up');
  return add(margin, multiply(worth, costRate(terms)));
}

const costRate = (terms: Terms): Decimal => larger(larger(terms.takerRate, terms.makerRate), ZERO);

const leverageOf = (leverage: number): Decimal => fromNumber(leverage, 4);
