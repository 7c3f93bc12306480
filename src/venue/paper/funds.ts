import { add, type Decimal, divide, fromNumber, isLess, isMore, isNegative, isPositive, isZero, larger, multiply, smaller, subtract, ZERO } from '#src/domain/decimal.ts';
import { notionalOf } from '#src/domain/market.ts';
import type { OrderSide } from '#src/domain/order.ts';
import type { Asset } from './account.ts';
import { floorTo, priceFrom } from './border.ts';
import type { Book } from './book.ts';
import type { Fee } from './fee.ts';
import type { PaperOrder } from './order.ts';
import { closableBy, unrealizedAt } from './perpetual.ts';
import type { Terms } from './settings.ts';

/** What can be spent or put up as margin: held − reserved − Σ cost ÷ leverage of open positions + Σ unrealized where that is a loss in sum. */
export function freeOf(asset: Asset): Decimal {
  let free = isZero(asset.reserved) ? asset.held : subtract(asset.held, asset.reserved);
  if (asset.positions.size === 0) return free;
  let unrealized = ZERO;
  for (const { position, market, quote, ticks } of asset.positions) {
    if (position === undefined) continue;
    free = subtract(free, divide(position.cost, leverageOf(position.leverage), 18, 'up'));
    if (quote !== undefined) unrealized = add(unrealized, unrealizedAt(position, market, priceFrom(quote.last, ticks)));
  }
  return isNegative(unrealized) ? add(free, unrealized) : free;
}

/** How much a reduce-only order of this side can still reduce: spot holdings are the position, and there is nothing to buy back. */
export function reducibleBy(book: Book, side: OrderSide): Decimal {
  if (!book.spot) return closableBy(book.position, side);
  return side === 'sell' && isPositive(book.baseAsset.held) ? floorTo(book.baseAsset.held, book.steps) : ZERO;
}

/** The part of `amount`, down to the step, that the account can pay for at this price and fee; orders that only reduce need no funds. */
export function affordable(book: Book, order: PaperOrder, amount: Decimal, price: Decimal, fee: Fee, terms: Terms): Decimal {
  if (order.reduceOnly) return amount;
  if (book.spot && order.side === 'sell') {
    const available = add(subtract(book.baseAsset.held, book.baseAsset.reserved), order.reserved);
    return isLess(available, amount) ? floorTo(larger(available, ZERO), book.steps) : amount;
  }
  const closing = book.spot ? ZERO : smaller(amount, closableBy(book.position, order.side));
  const opening = subtract(amount, closing);
  if (isZero(opening)) return amount;
  const funds = add(freeOf(book.quoteAsset), order.reserved);
  const margin = marginOf(book, order, opening, price);
  const needed = fee.asset === book.quoteAsset ? add(margin, fee.amount) : margin;
  if (!isMore(needed, funds)) return amount;
  const closingFee = multiply(notionalOf(book.market, closing, price), costRate(terms));
  const spare = subtract(funds, closingFee);
  if (!isPositive(spare)) return closing;
  return add(closing, smaller(opening, floorTo(divide(spare, unitNeed(book, order, price, terms), 18, 'down'), book.steps)));
}

/** What an order holds back from the free funds while it rests: its price (or margin) and fee; a plain sale of spot the amount. */
export function reservationOf(book: Book, order: PaperOrder, terms: Terms): { asset: Asset; amount: Decimal } {
  const price = order.price ?? order.stopPrice;
  if (book.spot && order.side === 'sell') return { asset: book.baseAsset, amount: order.reduceOnly ? ZERO : order.remaining };
  if (order.reduceOnly || price === undefined) return { asset: book.quoteAsset, amount: ZERO };
  const opening = book.spot ? order.remaining : larger(subtract(order.remaining, closableBy(book.position, order.side)), ZERO);
  return { asset: book.quoteAsset, amount: multiply(opening, unitNeed(book, order, price, terms)) };
}

function marginOf(book: Book, order: PaperOrder, amount: Decimal, price: Decimal): Decimal {
  const notional = multiply(amount, book.unitWorth(price));
  return book.spot ? notional : divide(notional, leverageOf(order.leverage), 18, 'up');
}

/** Price or margin of one unit of amount, with the dearer of the two fees. */
function unitNeed(book: Book, order: PaperOrder, price: Decimal, terms: Terms): Decimal {
  const worth = book.unitWorth(price);
  const margin = book.spot ? worth : divide(worth, leverageOf(order.leverage), 18, 'up');
  return add(margin, multiply(worth, costRate(terms)));
}

const costRate = (terms: Terms): Decimal => larger(larger(terms.takerRate, terms.makerRate), ZERO);

const leverageOf = (leverage: number): Decimal => fromNumber(leverage, 4);
