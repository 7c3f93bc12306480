import { describe, expect, it } from 'vitest';
import type { VenueCall } from '#src/venue/ccxt/verdict.ts';
import { ValrRefusal, ValrSilence } from './rest.ts';
import { valrVerdict } from './verdict.ts';

const refused = (status: number, code: string, message: string, retryAfterMs?: number) =>
  new ValrRefusal(status, code, message, retryAfterMs);

describe('what VALR answers means', () => {
  it.each<[VenueCall, ValrRefusal, object]>([
    ['create', refused(400, '-21', 'Unsupported Currency Pair'), { kind: 'definite', refresh: true }],
    ['create', refused(400, '-14', 'Duplicate customerOrderId. It is already in use.'), { kind: 'exists' }],
    ['create', refused(409, '-14', 'Customer order ID must be unique'), { kind: 'exists' }],
    ['create', refused(401, '-93', 'Request has an invalid signature'), { kind: 'definite', halts: true }],
    ['create', refused(403, '-11', 'API key does not have the required permission'), { kind: 'definite', halts: true }],
    ['create', refused(401, '-92', 'Request timestamp is not within the allowed window'), { kind: 'definite', resync: true }],
    ['create', refused(429, '', '', 2_000), { kind: 'definite', backOffMs: 2_000 }],
    ['create', refused(429, '', ''), { kind: 'definite', backOffMs: 5_000 }],
    ['create', refused(404, '-20', 'Order not found'), { kind: 'definite', refresh: true }],
    ['create', refused(400, '', ''), { kind: 'unknown' }],
    ['create', refused(403, '', ''), { kind: 'unknown' }],
    ['create', refused(408, '-1', 'Timeout'), { kind: 'unknown' }],
    ['create', refused(500, '-1', 'An unexpected error occurred'), { kind: 'unknown' }],
    ['create', refused(502, '', ''), { kind: 'unknown' }],
    ['create', refused(302, '', ''), { kind: 'unknown' }],
    ['cancel', refused(404, '-20', 'Order not found'), { kind: 'exists', gone: true }],
    ['cancel', refused(400, '-20', 'The order does not exist'), { kind: 'exists', gone: true }],
    ['cancel', refused(404, '', ''), { kind: 'unknown' }],
    ['cancel', refused(400, '-5', 'Invalid request'), { kind: 'definite' }],
    ['read', refused(404, '-20', 'Order not found'), { kind: 'definite', gone: true }],
    ['read', refused(404, '', ''), { kind: 'unknown' }],
    ['read', refused(503, '-1', 'not found'), { kind: 'unknown' }],
  ])('%s: %j', (call, error, expected) => {
    const { reason, ...verdict } = valrVerdict(error, call);
    expect(verdict).toEqual(expected);
    expect(reason).toMatch(/^VALR (says: |answered with status \d+ and no reason\.)/);
  });

  it('nothing, and anything else, is unknown', () => {
    expect(valrVerdict(new ValrSilence('VALR did not answer in time.'), 'create')).toEqual({
      kind: 'unknown',
      reason: 'VALR did not answer in time.',
    });
    for (const thrown of [new TypeError('x'), undefined, 'text'])
      expect(valrVerdict(thrown, 'create')).toEqual({ kind: 'unknown', reason: 'The answer of VALR could not be read.', alert: true });
  });

  it('is told without keys', () => {
    const { reason } = valrVerdict(
      refused(401, '-93', 'apiKey=b9fb68df5485639d03c3171cf6a49ce7ef1ae3d3 at https://api.valr.com/v1?x=1'),
      'create',
    );
    expect(reason).not.toMatch(/b9fb|https/);
  });
});
