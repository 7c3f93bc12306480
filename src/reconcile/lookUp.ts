import { type Instant, later } from '#src/domain/clock.ts';
import type { Order } from '#src/domain/order.ts';
import type { NetworkVenue, VenueFill, VenueOrder } from '#src/venue/port.ts';

/**
 * How far an order's own time may be ahead of the venue's. The time of a market is believed to have gone on with the machine's date where no venue can be
 * asked (as after a sleep), and a date can be a time zone off.
 */
const AHEAD_MS = 15 * 3_600_000;

/** From when on a venue's lists are read for what became of an order. */
export const lookSince = ({ createdAt }: Pick<Order, 'createdAt'>): Instant => later(createdAt, -AHEAD_MS);

/** Ways of asking a venue for an order. */
export type Endpoint = 'order' | 'open' | 'closed' | 'fills';

export interface Looked {
  /** The venue shows the order. */
  readonly found: VenueOrder | undefined;
  /** The venue shows fills of it. */
  readonly fills: readonly VenueFill[];
  /** Those that gave an answer; one that failed teaches nothing. */
  readonly answered: readonly Endpoint[];
}

/** Looks for an order by every way that the venue has; the first that shows it ends the search. Never rejects. */
export async function lookUp(venue: NetworkVenue, order: Order): Promise<Looked> {
  const answered: Endpoint[] = [];
  const ask = async <T>(endpoint: Endpoint, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      const answer = await question();
      answered.push(endpoint);
      return answer;
    } catch {
      return undefined;
    }
  };
  const is = ({ clientOrderId, market }: { clientOrderId: string; market: string }): boolean =>
    clientOrderId === order.clientOrderId && market === order.market;
  const byId = await ask('order', () => venue.orderById(order.clientOrderId, order.market));
  if (byId !== undefined && is(byId)) return { found: byId, fills: [], answered };
  const since = lookSince(order);
  for (const [endpoint, list] of [
    ['open', () => venue.openOrders()],
    ['closed', () => venue.closedOrders(since)],
  ] as const) {
    const found = (await ask(endpoint, list))?.find(is);
    if (found !== undefined) return { found, fills: [], answered };
  }
  const fills = (await ask('fills', () => venue.fillsSince(since))) ?? [];
  return { found: undefined, fills: fills.filter(is), answered };
}
