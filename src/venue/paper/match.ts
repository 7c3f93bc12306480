import { type Decimal, larger, smaller, toNumber } from '#src/domain/decimal.ts';
import type { OrderSide } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Book } from './book.ts';
import { amountFrom } from './border.ts';
import type { PaperOrder } from './order.ts';
import type { Terms } from './settings.ts';

/** What one order may take from one quote: its share of what is offered there, down to the step; perhaps zero. */
export function takeable(book: Book, side: OrderSide, wanted: Decimal, quote: Quote, terms: Terms): Decimal {
  const offered = (side === 'buy' ? quote.askSize : quote.bidSize) * terms.participation;
  if (offered >= toNumber(wanted)) return wanted;
  return smaller(wanted, amountFrom(offered > 0 ? offered : 0, book.steps));
}

/** Best price moved by slippage, which grows with the share of the offered size that is taken (formula in settings.ts). */
export function marketPrice(book: Book, side: OrderSide, amount: Decimal, quote: Quote, terms: Terms): Decimal {
  const offered = side === 'buy' ? quote.askSize : quote.bidSize;
  const share = offered > 0 && offered < Number.POSITIVE_INFINITY ? toNumber(amount) / offered : 0;
  const slippage = terms.slippage * (1 + share);
  return book.priceFrom(side === 'buy' ? quote.ask * (1 + slippage) : quote.bid * (1 - slippage));
}

/** A resting limit order gets its own price; one that is marketable on arrival gets the better one that the quote offers. */
export function limitPrice(book: Book, order: PaperOrder, limit: Decimal, quote: Quote, arriving: boolean): Decimal {
  if (!arriving) return limit;
  return order.side === 'buy' ? smaller(limit, book.priceFrom(quote.ask)) : larger(limit, book.priceFrom(quote.bid));
}
