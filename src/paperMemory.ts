import { negate, ZERO } from '#src/domain/decimal.ts';
import { lastPaperOrderNumber } from '#src/ledger/highest.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { entryLeverage } from '#src/ledger/orders.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import { ACCOUNT } from './found.ts';

/** Gives the paper venue back what it held: it lives in memory, and the ledger took in everything that it ever reported. */
export function remind(venue: PaperVenue, ledger: Ledger): void {
  const { memory } = ledger;
  const orders = [...memory.orders.values()]
    .filter(({ order }) => order.status === 'open')
    .map(({ order, filled }) => ({
      ...order,
      filled,
      status: 'open' as const,
      venueOrderId: order.venueOrderId ?? '',
      at: order.createdAt,
    }));
  const positions = [...memory.positions.values()]
    .filter(({ market }) => memory.markets.get(market)?.kind === 'perpetual')
    .map(({ market, side, amount, cost, tradeId }) => ({
      market,
      amount: side === 'long' ? amount : negate(amount),
      entryPrice: ZERO,
      leverage: entryLeverage(ledger, tradeId),
      cost,
    }));
  venue.restore({ balances: balancesOf(ledger, 'cash', ACCOUNT), orders, positions, lastOrderNumber: lastPaperOrderNumber(ledger) });
}
