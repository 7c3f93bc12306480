import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, isLess, isPositive, isZero } from '#src/domain/decimal.ts';
import { faultOfAmount, notionalOf } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import type { Account } from './account.ts';
import { isOn } from './border.ts';
import type { Book } from './book.ts';
import { feeOf } from './fee.ts';
import { affordable, reducibleBy } from './funds.ts';
import { marketPrice, takeable } from './match.ts';
import type { PaperOrder } from './order.ts';
import type { Terms } from './settings.ts';

/** Why the venue refuses this order, as a definite reason, or undefined. `order` is the venue's own record of `asked`. */
export function faultOfOrder(asked: Order, order: PaperOrder, book: Book, account: Account, terms: Terms, now: Instant): string | undefined {
  const { market, quote } = book;
  if (asked.deadline < now) return 'the deadline has passed';
  if (!(asked.leverage >= 1 && asked.leverage <= market.maxLeverage)) return `the leverage must lie between 1 and ${market.maxLeverage}`;
  if (!isPositive(order.amount)) return 'the amount is not positive';
  if (!isOn(order.amount, book.steps)) return 'the amount is not a multiple of the step';
  if (order.type === 'market' && quote === undefined) return `no quote yet for ${market.symbol}`;
  const named = order.price ?? order.stopPrice;
  if (order.type !== 'market') {
    if (named === undefined || !isPositive(named)) return `a ${order.type} order needs a positive price`;
    if (!isOn(named, book.ticks)) return 'the price is not a multiple of the tick';
  }
  const price = named ?? priceNow(book, order, terms);
  const fault = faultOfAmount(market, order.amount, price);
  if (fault !== undefined) return fault;
  if (order.reduceOnly) return isZero(reducibleBy(book, order.side)) ? 'there is no position to reduce' : undefined;
  return isPayable(account, book, order, price, terms) ? undefined : 'insufficient funds';
}

function priceNow(book: Book, order: PaperOrder, terms: Terms): Decimal {
  const { quote, market } = book;
  if (quote === undefined) return market.tick;
  return marketPrice(book, order.side, takeable(book, order.side, order.amount, quote, terms), quote, terms);
}

function isPayable(account: Account, book: Book, order: PaperOrder, price: Decimal, terms: Terms): boolean {
  const { amount, side } = order;
  const fee = feeOf(account, book, terms, side, amount, notionalOf(book.market, amount, price), 'taker');
  return !isLess(affordable(book, order, amount, price, fee, terms), amount);
}
