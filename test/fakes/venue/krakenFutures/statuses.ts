import type { Refused } from '../refusal.ts';

/**
 * Why an order was refused, as `sendStatus.status` says it with HTTP 200 and `result: success`. ccxt turns most of them into errors, but
 * not all: `wouldCauseLiquidation`, `clientOrderIdTooBig`, `marketIsPostOnly`, `wouldIncreasePriceDislocation`, `tooManyOrders` and
 * `fixedLeverageTooHigh` come back from `createOrder` as an order whose status is that word.
 */
export type SendStatus =
  | 'placed'
  | 'invalidOrderType'
  | 'invalidSide'
  | 'invalidSize'
  | 'invalidPrice'
  | 'insufficientAvailableFunds'
  | 'selfFill'
  | 'tooManySmallOrders'
  | 'tooManyOrders'
  | 'maxPositionViolation'
  | 'marketSuspended'
  | 'marketInactive'
  | 'marketIsPostOnly'
  | 'clientOrderIdAlreadyExist'
  | 'clientOrderIdTooLong'
  | 'outsidePriceCollar'
  | 'postWouldExecute'
  | 'iocWouldNotExecute'
  | 'wouldCauseLiquidation'
  | 'wouldNotReducePosition'
  | 'wouldIncreasePriceDislocation'
  | 'fixedLeverageTooHigh';

const STATUSES: Readonly<Record<Refused['kind'], SendStatus>> = {
  'unknown-market': 'marketInactive',
  'market-closed': 'marketSuspended',
  'bad-amount': 'invalidSize',
  'amount-off-step': 'invalidSize',
  'below-minimum-amount': 'invalidSize',
  'below-minimum-notional': 'invalidSize',
  'bad-price': 'invalidPrice',
  'price-off-tick': 'invalidPrice',
  'insufficient-funds': 'insufficientAvailableFunds',
  'duplicate-client-id': 'clientOrderIdAlreadyExist',
  'unknown-order': 'invalidOrderType',
  'order-is-over': 'invalidOrderType',
  'reduce-only': 'wouldNotReducePosition',
  'would-trigger': 'invalidPrice',
  'would-match': 'postWouldExecute',
  'no-quote': 'iocWouldNotExecute',
  'bad-leverage': 'fixedLeverageTooHigh',
  'too-many-orders': 'tooManySmallOrders',
  'too-late': 'marketSuspended',
};

export const sendStatusOf = (refused: Refused): SendStatus => STATUSES[refused.kind];
