import type { WireAnswer } from '../faults.ts';

/** Thrown by a route: Binance says no with this code and message. */
export class BinanceError extends Error {
  readonly answer: WireAnswer;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.answer = error(status, code, message);
  }
}

export const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** `{"code":-1121,"msg":"Invalid symbol."}` with its HTTP status. */
export const error = (status: number, code: number, msg: string): WireAnswer => ({ status, body: { code, msg } });

/** Recorded answers for `faults.plan({ answer: BINANCE_ANSWERS.executionUnknown, handled: true }, …)`. */
export const BINANCE_ANSWERS = {
  /** Seen when the matching engine did or did not get it: nobody knows. */
  executionUnknown: error(503, -1006, 'An unexpected response was received from the message bus. Execution status unknown.'),
  backendTimeout: error(504, -1007, 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.'),
  unknownError: error(500, -1000, 'An unknown error occurred while processing the request.'),
  internalError: error(500, -1001, 'Internal error; unable to process your request. Please try again.'),
  serviceUnavailable: error(503, -1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.'),
  outsideWindow: error(400, -1021, 'Timestamp for this request is outside of the recvWindow.'),
  ahead: error(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: error(400, -1022, 'Signature for this request is not valid.'),
  badKeyFormat: error(401, -2014, 'API-key format invalid.'),
  badKey: error(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  tooManyOrders: error(429, -1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.'),
  duplicateOrder: error(400, -2010, 'Duplicate order sent.'),
  duplicateFuturesOrder: error(400, -4116, 'ClientOrderId is duplicated.'),
  insufficientBalance: error(400, -2010, 'Account has insufficient balance for requested action.'),
  insufficientMargin: error(400, -2019, 'Margin is insufficient.'),
  unknownOrder: error(400, -2011, 'Unknown order sent.'),
  noSuchOrder: error(400, -2013, 'Order does not exist.'),
  actionDisabled: error(400, -2010, 'This action is disabled on this account.'),
  maintenance: error(503, 1, 'System is under maintenance.'),
} as const;

/** An HTTP error in Binance's form. */
export function failure(status: number, retryAfter: number | undefined, now: number): WireAnswer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const hint = 'Please use WebSocket Streams for live updates to avoid polling the API.';
  if (status === 429) {
    const text = `Too much request weight used; current limit is 6000 request weight per 1 MINUTE. ${hint}`;
    return { ...error(429, -1003, text), headers };
  }
  if (status === 418) {
    const until = now + (retryAfter ?? 120) * 1_000;
    const text = `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`;
    return { ...error(418, -1003, text), headers };
  }
  if (status === 504) return { ...BINANCE_ANSWERS.backendTimeout, headers };
  if (status === 500) return { ...BINANCE_ANSWERS.unknownError, headers };
  if (status === 503) return { ...BINANCE_ANSWERS.serviceUnavailable, headers };
  return {
    status,
    body: `<html><head><title>${status}</title></head><body><h1>ERROR: The request could not be satisfied</h1></body></html>`,
    headers,
  };
}
