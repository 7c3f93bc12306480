import type { Books } from './books.ts';
import type { BookedOrder } from './record.ts';
import { cut, ONE, type Units, units } from './units.ts';

interface Executed {
  readonly amount: Units;
  readonly cost: Units;
  readonly liquidity: 'maker' | 'taker';
}

/** What a fill costs and in which asset, as the order prefers it or else the venue; `base` of a sale and a third asset are taken only while there is enough of it (and a price for it). */
export function feeOf(books: Books, order: BookedOrder, { amount, cost, liquidity }: Executed): { fee: Units; feeAsset: string } {
  const { feePlaces, makerFee, takerFee } = books.profile;
  const feeIn = order.note.feeIn ?? books.profile.feeIn;
  const market = books.market(order.market);
  const rate = units(liquidity === 'maker' ? makerFee : takerFee);
  const inQuote = { fee: cut((cost * rate) / ONE, feePlaces), feeAsset: market.quote };
  if (market.kind === 'perpetual' || feeIn === 'quote') return inQuote;
  if (feeIn === 'base') {
    const fee = cut((amount * rate) / ONE, feePlaces);
    return order.side === 'buy' || fee <= books.wallet.free(market.base) ? { fee, feeAsset: market.base } : inQuote;
  }
  const received = order.side === 'buy' ? { fee: cut((amount * rate) / ONE, feePlaces), feeAsset: market.base } : inQuote;
  if (feeIn === 'received') return received;
  const price = books.shown.get(`${feeIn}/${market.quote}`)?.last;
  if (price === undefined) return received;
  const fee = cut((cost * rate) / price, feePlaces);
  return fee <= books.wallet.free(feeIn) ? { fee, feeAsset: feeIn } : received;
}
