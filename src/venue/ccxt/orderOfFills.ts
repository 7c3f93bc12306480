import { sum } from '#src/domain/decimal.ts';
import type { VenueOrder } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { fillOf } from './fill.ts';
import type { OrderReadOptions } from './orderReads.ts';

/** Where order lists forget what was filled at once, its trades still tell of it: all that was filled, and over. Undefined when none is of it. */
export function orderOfFills(
  { profile, names }: Pick<OrderReadOptions, 'profile' | 'names'>,
  trades: readonly CcxtRecord[],
  clientOrderId: string,
  market: string,
): VenueOrder | undefined {
  const { inInfo, fromVenue } = profile.clientId;
  const fills = trades
    .map((trade) => fillOf(trade, inInfo))
    .filter(
      ({ wireId, venueOrderId }) => fromVenue(wireId) === clientOrderId || names.clientOrderId(market, venueOrderId) === clientOrderId,
    );
  const [first] = fills;
  if (first === undefined) return undefined;
  names.learn(market, first.venueOrderId, clientOrderId);
  const filled = sum(fills.map(({ fill }) => fill.amount));
  const { side, at } = first.fill;
  return {
    clientOrderId,
    venueOrderId: first.venueOrderId,
    market,
    side,
    type: 'market',
    amount: filled,
    filled,
    reduceOnly: false,
    status: 'filled',
    at,
  };
}
