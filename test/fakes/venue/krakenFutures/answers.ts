import type { WireAnswer } from '../faults.ts';
import type { SendStatus } from './statuses.ts';

const SERVER_TIME = '2026-01-05T09:00:00.000Z';
const error = (text: string, status = 200): WireAnswer => ({ status, body: { result: 'error', error: text, serverTime: SERVER_TIME } });

/** An order that is refused, for `faults.plan({ answer })`: HTTP 200, `success`, and a status that says why. */
export const refusedOrder = (status: SendStatus): WireAnswer => ({
  status: 200,
  body: {
    result: 'success',
    serverTime: SERVER_TIME,
    sendStatus: {
      order_id: '614a5298-0071-450f-83c6-0617ce8c6bc4',
      status,
      receivedTime: SERVER_TIME,
      orderEvents: [
        {
          type: 'REJECT',
          uid: '614a5298-0071-450f-83c6-0617ce8c6bc4',
          reason: status.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
          order: {
            orderId: '614a5298-0071-450f-83c6-0617ce8c6bc4',
            cliOrdId: null,
            type: 'lmt',
            symbol: 'PF_XBTUSD',
            side: 'buy',
            quantity: 0.01,
            filled: 0,
            limitPrice: 60_000,
            reduceOnly: false,
            timestamp: SERVER_TIME,
            lastUpdateTimestamp: SERVER_TIME,
          },
        },
      ],
    },
  },
});

/** Recorded answers for `faults.plan({ answer, handled })`. */
export const KRAKEN_FUTURES_ANSWERS = {
  apiLimitExceeded: error('apiLimitExceeded'),
  authenticationError: error('authenticationError'),
  accountInactive: error('accountInactive'),
  unavailable: error('Unavailable', 503),
  serverError: error('Server Error', 500),
  unknownError: error('unknownError'),
  jsonParseError: error('Json Parse Error'),
  requiredArgumentMissing: error('requiredArgumentMissing'),
  invalidArgument: error('invalidArgument: limitPrice'),
  nonceBelowThreshold: error('nonceBelowThreshold'),
  marketUnavailable: error('marketUnavailable'),
  insufficientMargin: {
    status: 500,
    body: {
      status: 'INTERNAL_SERVER_ERROR',
      result: 'error',
      errors: [{ code: 92, message: 'INSUFFICIENT_MARGIN' }],
      serverTime: SERVER_TIME,
    },
  },
  invalidOrderType: {
    status: 400,
    body: { status: 'BAD_REQUEST', result: 'error', errors: [{ code: 11, message: 'invalid order type' }], serverTime: SERVER_TIME },
  },
} as const satisfies Record<string, WireAnswer>;
