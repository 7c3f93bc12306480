import { safeText } from '#src/venue/ccxt/reason.ts';
import type { VenueCall, Verdict } from '#src/venue/ccxt/verdict.ts';
import { ValrRefusal, ValrSilence } from './rest.ts';

const BACK_OFF_MS = 5_000;
const TAKEN = /customer ?order ?id[^.]*(already|duplicate|unique|exists|in use)|(duplicate|already)[^.]*customer ?order ?id/i;
const NOT_FOUND = /not found|does not exist|no (such )?order|could not be found/i;
const CLOCK = /timestamp/i;

/**
 * The same rules as for the other venues: only a refusal in VALR's own form (a code and a message, with a status from 400 to 499) is definite; a page, a
 * server error, silence and anything else is unknown.
 */
export function valrVerdict(error: unknown, call: VenueCall): Verdict {
  if (error instanceof ValrSilence) return { kind: 'unknown', reason: error.message };
  if (!(error instanceof ValrRefusal)) return { kind: 'unknown', reason: 'The answer of VALR could not be read.', alert: true };
  const { status, code, message, retryAfterMs } = error;
  const said = safeText(message);
  const reason = said === '' ? `VALR answered with status ${status} and no reason.` : `VALR says: ${said}`;
  if (status === 429) return { kind: 'definite', reason, backOffMs: retryAfterMs ?? BACK_OFF_MS };
  if (status >= 500 || status < 400 || status === 408 || code === '') return { kind: 'unknown', reason };
  if (call !== 'create' && (status === 404 || NOT_FOUND.test(message)))
    return call === 'cancel' ? { kind: 'exists', gone: true, reason } : { kind: 'definite', gone: true, reason };
  if (call === 'create' && TAKEN.test(message)) return { kind: 'exists', reason };
  if (CLOCK.test(message)) return { kind: 'definite', resync: true, reason };
  if (status === 401 || status === 403) return { kind: 'definite', halts: true, reason };
  return { kind: 'definite', reason, ...(call === 'create' ? { refresh: true } : {}) };
}
