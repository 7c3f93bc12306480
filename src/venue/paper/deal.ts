import type { Decimal } from '#src/domain/decimal.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { Account } from './account.ts';
import type { Book } from './book.ts';
import { type Fee, feeOf } from './fee.ts';
import type { PaperOrder } from './order.ts';
import type { Terms } from './settings.ts';

/** What a fill of an order would be, worked out once and passed along. */
export interface Deal {
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly notional: Decimal;
  readonly fee: Fee;
  readonly liquidity: VenueFill['liquidity'];
}

export function dealOf(
  account: Account,
  book: Book,
  terms: Terms,
  { side }: PaperOrder,
  amount: Decimal,
  price: Decimal,
  liquidity: VenueFill['liquidity'],
): Deal {
  const notional = book.worth(amount, price);
  return { amount, price, notional, fee: feeOf(account, book, terms, side, amount, notional, liquidity), liquidity };
}
