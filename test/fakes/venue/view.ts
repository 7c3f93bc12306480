import { type Books, named } from './books.ts';
import type { ExchangeProfile } from './profile.ts';
import type { BookedFill, BookedFunding, BookedOrder, BookedPosition, BookedTransfer, Holding } from './record.ts';
import { isOpen } from './rules.ts';
import { ZERO } from './units.ts';

/** How a client names an order. Its own id finds the latest that had it. */
export type OrderName = { readonly id: string } | { readonly clientOrderId: string };

/** The books as a read sees them: behind the truth by the profile's lag and by what a fault adds, and without what is forgotten. */
export interface View {
  /** Lookup by id; forgets sooner than the lists (`lookupMs`). */
  order(name: OrderName, market?: string): BookedOrder | undefined;
  /** By arrival. */
  openOrders(market?: string): BookedOrder[];
  /** All that are not forgotten, open ones too, by arrival. */
  orders(market?: string): BookedOrder[];
  /** By time. */
  fills(market?: string): BookedFill[];
  holdings(): ReadonlyMap<string, Holding>;
  positions(): BookedPosition[];
  fundings(market?: string): BookedFunding[];
  transfers(): BookedTransfer[];
}

/** What a read sees that is `staleMs` older than the profile's lag makes it anyway. */
export function viewOf(books: Books, staleMs: number): View {
  const now = books.time.now();
  const { readLag, lookupMs, historyMs } = books.profile;
  const at = (kind: keyof ExchangeProfile['readLag']): number => now - readLag[kind] - staleMs;
  const orders = [...books.orders.asOf(at('orders')).values()];
  const within = (ms: number) => (order: BookedOrder) => order.closedAt === undefined || now - order.closedAt <= ms;
  const of = (market: string | undefined) => (one: { readonly market: string }) => market === undefined || one.market === market;
  const held = books.wallet.holds.asOf(at('balances'));
  return {
    order: (name, market) => named(orders.filter(within(lookupMs)), name, market),
    openOrders: (market) => orders.filter(isOpen).filter(of(market)),
    orders: (market) => orders.filter(within(historyMs)).filter(of(market)),
    fills: (market) => books.fills.filter((fill) => fill.at <= at('fills')).filter(of(market)),
    holdings: () =>
      new Map(
        [...books.wallet.totals.asOf(at('balances'))].map(([asset, total]): [string, Holding] => [
          asset,
          { total, held: held.get(asset) ?? ZERO },
        ]),
      ),
    positions: () => [...books.positions.asOf(at('positions')).values()].filter((one) => one !== undefined),
    fundings: (market) => books.fundings.filter((one) => one.at <= at('fills')).filter(of(market)),
    transfers: () => books.transfers.filter((one) => one.at <= at('balances')),
  };
}
