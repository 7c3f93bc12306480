import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, isLess, isPositive } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import type { Account } from './account.ts';
import type { Book } from './book.ts';
import { isOn } from './border.ts';
import { type Deal, dealOf } from './deal.ts';
import { affordable, hasReducible } from './funds.ts';
import { marketPrice, takeable } from './match.ts';
import type { PaperOrder } from './order.ts';
import type { Terms } from './settings.ts';

/**
 * Why the venue refuses this order, as a definite reason; or what it would be if all of it were filled at once. `order` is the venue's own record of
 * `asked`.
 */
export function checkOrder(asked: Order, order: PaperOrder, book: Book, account: Account, terms: Terms, now: Instant): string | Deal {
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
  const deal = dealOf(account, book, terms, order, order.amount, named ?? priceNow(book, order, terms), 'taker');
  if (isLess(order.amount, market.minAmount)) return 'the amount is below the smallest that the venue takes';
  if (isLess(deal.notional, market.minNotional)) return 'the order is worth less than the venue takes';
  if (order.reduceOnly && !hasReducible(book, order.side)) return 'there is no position to reduce';
  return isLess(affordable(book, order, deal, terms), order.amount) ? 'insufficient funds' : deal;
}

function priceNow(book: Book, order: PaperOrder, terms: Terms): Decimal {
  const { quote, market } = book;
  if (quote === undefined) return market.tick;
  return marketPrice(book, order.side, takeable(book, order.side, order.amount, quote, terms), quote, terms);
}
