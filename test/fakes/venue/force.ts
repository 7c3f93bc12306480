import { draftOf } from './admission.ts';
import type { Books } from './books.ts';
import { liquidationPriceIn } from './margin.ts';
import { fill } from './matching.ts';
import type { BookedOrder } from './record.ts';
import { abs, least, text, type Units, units, ZERO } from './units.ts';

interface Force {
  readonly why: 'liquidation' | 'adl';
  /** The whole position when it is left out. */
  readonly amount?: Units;
  /** The market's when it is left out. */
  readonly price?: string | undefined;
}

/** Closes a position or a part of it with an order of the venue's own. */
export function force(books: Books, market: string, { why, amount: wanted, price }: Force): BookedOrder {
  const position = books.position(market);
  const shown = books.shown.get(market);
  const side = (position?.amount ?? ZERO) > 0n ? 'sell' : 'buy';
  const at = price === undefined ? (side === 'sell' ? shown?.bid : shown?.ask) : units(price);
  if (position === undefined || at === undefined) throw new Error(`there is nothing to close in ${market}`);
  const amount = least(wanted ?? abs(position.amount), abs(position.amount));
  const ask = { market, side, type: 'limit', amount: text(amount), price: text(at), reduceOnly: true } as const;
  const draft = draftOf(books, ask, books.market(market), 'venue');
  const order = books.take({ ...draft, type: 'market', price: undefined, reason: why, note: { forced: why } });
  fill(books, order, amount, at, 'taker');
  return books.order(order.ref);
}

/** Liquidates when the last price has reached the liquidation price, where the profile says so. */
export function liquidateIfDue(books: Books, market: string): void {
  const last = books.shown.get(market)?.last;
  const price = liquidationPriceIn(books, market);
  const amount = books.position(market)?.amount ?? ZERO;
  if (!books.profile.liquidates || last === undefined || price === undefined || amount === ZERO) return;
  if (amount > 0n ? last <= price : last >= price) force(books, market, { why: 'liquidation' });
}
