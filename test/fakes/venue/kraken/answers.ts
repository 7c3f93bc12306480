import type { WireAnswer } from '../faults.ts';

const said = (text: string): WireAnswer => ({ status: 200, body: { error: [text] } });

/** Recorded answers for `faults.plan({ answer, handled })`: Kraken says most of what goes wrong with HTTP 200. */
export const KRAKEN_ANSWERS = {
  timeout: said('EService:Timeout'),
  deadlineElapsed: said('EService:Deadline elapsed'),
  unavailable: said('EService:Unavailable'),
  busy: said('EService:Busy'),
  internalError: said('EGeneral:Internal error'),
  rateLimited: said('EAPI:Rate limit exceeded'),
  orderRateLimited: said('EOrder:Rate limit exceeded'),
  throttled: said('EService:Throttled:1788406480'),
  lockout: said('EGeneral:Temporary lockout'),
  invalidNonce: said('EAPI:Invalid nonce'),
  permissionDenied: said('EGeneral:Permission denied'),
  cancelPending: said('EOrder:Cancel pending'),
  postOnlyMode: said('EService:Market in post_only mode'),
  cancelOnlyMode: said('EService:Market in cancel_only mode'),
} as const satisfies Record<string, WireAnswer>;

/** A page of Cloudflare, which stands in front of the API. */
export const cloudflarePage = (status: number): string =>
  `<!DOCTYPE html>\n<html class="no-js" lang="en-US">\n<head>\n<title>api.kraken.com | ${status}: ${TITLES[status] ?? 'Error'}</title>\n</head>\n<body>\n<div id="cf-wrapper">\n<h1><span>${TITLES[status] ?? 'Error'}</span><span>Error code ${status}</span></h1>\n</div>\n</body>\n</html>`;

const TITLES: Readonly<Record<number, string>> = {
  403: 'Access denied',
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway time-out',
  520: 'Web server is returning an unknown error',
  522: 'Connection timed out',
  525: 'SSL handshake failed',
};
