import { isZero, negate } from '#src/domain/decimal.ts';
import { credit } from './account.ts';
import type { Book } from './book.ts';
import type { Deal } from './deal.ts';
import type { PaperOrder } from './order.ts';
import { foldPerpetual, type PaperPosition } from './perpetual.ts';

/**
 * What a fill moves: spot swaps base and quote, a perpetual changes the position and pays what it realized; then the fee. A balance may go below zero
 * only by losses of perpetuals: there is no insurance fund that would make a gap cheaper than it was.
 */
export function settleFill(book: Book, order: PaperOrder, { amount, price, notional, fee }: Deal): void {
  if (book.spot) {
    const bought = order.side === 'buy';
    credit(book.baseAsset, bought ? amount : negate(amount));
    credit(book.quoteAsset, bought ? negate(notional) : notional);
  } else {
    const { position, realized } = foldPerpetual(book.position, book.market, order.side, amount, price, order.leverage);
    credit(book.quoteAsset, realized);
    setPosition(book, position);
  }
  if (!isZero(fee.amount)) credit(fee.asset, negate(fee.amount));
}

/** Opens, changes or (undefined) closes the position of a market. When funding falls due first is the caller's to say. */
export function setPosition(book: Book, position: PaperPosition | undefined): void {
  book.position = position;
  const { positions } = book.quoteAsset;
  if (position === undefined) positions.delete(book);
  else positions.add(book);
  book.quoteAsset.changes++;
}
