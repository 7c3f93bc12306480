import type { WireAnswer } from '../faults.ts';
import type { RefusalKind } from '../refusal.ts';
import { BINANCE_ANSWERS, error } from './answer.ts';

const SPOT: Readonly<Record<RefusalKind, WireAnswer>> = {
  'unknown-market': error(400, -1121, 'Invalid symbol.'),
  'market-closed': error(400, -1013, 'Market is closed.'),
  'bad-amount': error(400, -1013, 'Invalid quantity.'),
  'amount-off-step': error(400, -1013, 'Filter failure: LOT_SIZE'),
  'below-minimum-amount': error(400, -1013, 'Filter failure: LOT_SIZE'),
  'below-minimum-notional': error(400, -1013, 'Filter failure: NOTIONAL'),
  'bad-price': error(400, -1013, 'Invalid price.'),
  'price-off-tick': error(400, -1013, 'Filter failure: PRICE_FILTER'),
  'insufficient-funds': BINANCE_ANSWERS.insufficientBalance,
  'duplicate-client-id': BINANCE_ANSWERS.duplicateOrder,
  'unknown-order': BINANCE_ANSWERS.unknownOrder,
  'order-is-over': BINANCE_ANSWERS.unknownOrder,
  'reduce-only': error(400, -1106, "Parameter 'reduceOnly' sent when not required."),
  'would-trigger': error(400, -2010, 'Stop price would trigger immediately.'),
  'would-match': error(400, -2010, 'Order would immediately match and take.'),
  'no-quote': error(400, -1112, 'No orders on book for symbol.'),
  'bad-leverage': error(400, -1106, "Parameter 'leverage' sent when not required."),
  'too-many-orders': error(400, -2010, 'Filter failure: MAX_NUM_ORDERS'),
  'too-late': BINANCE_ANSWERS.outsideWindow,
};

const FUTURES: Readonly<Record<RefusalKind, WireAnswer>> = {
  ...SPOT,
  'market-closed': error(400, -4141, 'Symbol is closed.'),
  'bad-amount': error(400, -4003, 'Quantity less than or equal to zero.'),
  'amount-off-step': error(400, -1111, 'Precision is over the maximum defined for this asset.'),
  'below-minimum-amount': error(400, -4004, 'Quantity less than min quantity.'),
  'below-minimum-notional': error(400, -4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."),
  'bad-price': error(400, -4001, 'Price less than 0.'),
  'price-off-tick': error(400, -4014, 'Price not increased by tick size.'),
  'insufficient-funds': BINANCE_ANSWERS.insufficientMargin,
  'duplicate-client-id': BINANCE_ANSWERS.duplicateFuturesOrder,
  'reduce-only': error(400, -2022, 'ReduceOnly Order is rejected.'),
  'would-trigger': error(400, -2021, 'Order would immediately trigger.'),
  'would-match': error(
    400,
    -5022,
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
  ),
  'bad-leverage': error(400, -4028, 'Leverage is not valid'),
  'too-many-orders': error(400, -2025, 'Reach max open order limit.'),
};

/** What Binance says to it: code and message differ between spot and futures. */
export const inBinanceWords = (kind: RefusalKind, futures: boolean): WireAnswer => (futures ? FUTURES : SPOT)[kind];
