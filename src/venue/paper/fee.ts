import { type Decimal, divide, isLess, multiply, subtract } from '#src/domain/decimal.ts';
import type { OrderSide } from '#src/domain/order.ts';
import type { Account, Asset } from './account.ts';
import type { Book } from './book.ts';
import type { Terms } from './settings.ts';

export interface Fee {
  /** In `asset`; negative for a rebate. */
  readonly amount: Decimal;
  readonly asset: Asset;
  /** Price of one `asset` in quote, when it is neither base nor quote. */
  readonly rate?: Decimal;
}

/** The fee of a fill, exact except in a third asset (see FeeAsset). `notional` in quote. */
export function feeOf(
  account: Account,
  book: Book,
  terms: Terms,
  side: OrderSide,
  amount: Decimal,
  notional: Decimal,
  liquidity: 'maker' | 'taker',
): Fee {
  const rate = liquidity === 'maker' ? terms.makerRate : terms.takerRate;
  const { feeAsset } = terms;
  const { market, baseAsset, quoteAsset } = book;
  const inQuote = multiply(notional, rate);
  if (feeAsset === 'quote') return { amount: inQuote, asset: quoteAsset };
  if (feeAsset === 'base') {
    return book.spot && side === 'buy' ? { amount: multiply(amount, rate), asset: baseAsset } : { amount: inQuote, asset: quoteAsset };
  }
  if (feeAsset.asset === market.base || feeAsset.asset === market.quote) return { amount: inQuote, asset: quoteAsset };
  const asset = account.asset(feeAsset.asset);
  const charged = divide(inQuote, feeAsset.rate, 8, 'halfUp');
  if (isLess(subtract(asset.held, asset.reserved), charged)) return { amount: inQuote, asset: quoteAsset };
  return { amount: charged, asset, rate: feeAsset.rate };
}
