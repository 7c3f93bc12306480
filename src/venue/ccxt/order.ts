import { type Decimal, isLess, isZero, smaller, ZERO } from '#src/domain/decimal.ts';
import type { OrderType } from '#src/domain/order.ts';
import type { VenueOrder } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { badAnswer, momentOf, optionalDecimal, optionalPositive, optionalText, recordOf, sideOf, textOf } from './number.ts';

const STATUSES: ReadonlyMap<unknown, VenueOrder['status']> = new Map([
  ['open', 'open'],
  ['canceling', 'open'],
  ['closed', 'filled'],
  ['COMPLETE', 'filled'], // Luno, which ccxt leaves as it is
  ['canceled', 'canceled'],
  ['expired', 'expired'],
  ['rejected', 'rejected'],
]);

/**
 * An order of ccxt. `clientOrderId` is ours where the venue's text is one of ours, else the venue's own text (an order of somebody else), or empty.
 * `amount` must be there, except for an order that is filled. Throws OutsideError('bad-answer').
 */
export function orderOf(order: CcxtRecord, fromVenue: (text: string) => string | undefined): VenueOrder {
  const wireId = optionalText(order, 'clientOrderId') ?? '';
  const filled = optionalDecimal(order, 'filled') ?? ZERO;
  const amount = optionalPositive(order, 'amount') ?? filled;
  const price = optionalPositive(order, 'price') ?? limitPriceOf(order);
  const stopPrice = stopPriceOf(order);
  const type = typeOf(order, price, stopPrice);
  return {
    clientOrderId: fromVenue(wireId) ?? wireId,
    venueOrderId: textOf(order, 'id'),
    market: textOf(order, 'symbol'),
    side: sideOf(order),
    type,
    amount,
    filled: smaller(filled, amount),
    price: type === 'limit' ? price : undefined,
    stopPrice,
    reduceOnly: order.reduceOnly === true,
    status: statusOf(order, amount, filled),
    at: momentOf({ ...order, timestamp: order.timestamp ?? order.lastUpdateTimestamp }, 'timestamp'),
  };
}

/** ccxt leaves the limit price of Kraken Futures out; the venue's own answer has it, in an order within the order from one endpoint. */
function limitPriceOf(order: CcxtRecord): Decimal | undefined {
  const info = recordOf(order.info);
  return optionalPositive(info, 'limitPrice') ?? optionalPositive(recordOf(info.order), 'limitPrice');
}

const stopPriceOf = (order: CcxtRecord): Decimal | undefined =>
  optionalPositive(order, 'triggerPrice') ?? optionalPositive(order, 'stopLossPrice') ?? optionalPositive(order, 'stopPrice');

function typeOf(order: CcxtRecord, price: Decimal | undefined, stopPrice: Decimal | undefined): OrderType {
  if (stopPrice !== undefined) return 'stop';
  const type = order.type;
  return type === 'limit' || (type === undefined && price !== undefined) ? 'limit' : 'market';
}

/** What was filled counts more than a word: an order that is "closed" with something left over was ended. */
function statusOf(order: CcxtRecord, amount: Decimal, filled: Decimal): VenueOrder['status'] {
  const status = STATUSES.get(order.status);
  if (status === undefined) throw badAnswer('an order in a state that nobody knows');
  if (status === 'filled') return isZero(filled) || isLess(filled, amount) ? 'canceled' : 'filled';
  if (status !== 'open' && !isZero(amount) && !isLess(filled, amount)) return 'filled';
  return status;
}
