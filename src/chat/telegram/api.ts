import { autoRetry } from '@grammyjs/auto-retry';
import { Api, type ApiClientOptions } from 'grammy';

/** Longer than a long poll takes, so that a connection that died without a word is noticed. */
const CALL_SECONDS = 45;

export interface ApiAddress {
  readonly token: string;
  /** `https://api.telegram.org`, or a Bot API server of one's own. */
  readonly apiRoot: string;
}

/** How every call is made. Redirects are refused: the address holds the token. */
export const clientOptions = ({ apiRoot }: ApiAddress): ApiClientOptions => ({
  apiRoot: apiRoot.replace(/\/+$/, ''),
  timeoutSeconds: CALL_SECONDS,
  sensitiveLogs: false,
  baseFetchConfig: { redirect: 'error' },
});

/** For the outbox: what fails is said at once, because the outbox itself knows how to wait and how to try again. */
export const outboxApi = (address: ApiAddress): Api => new Api(address.token, clientOptions(address));

/** For answers: nobody else would try them again. Only after 429, which says that nothing was done; anything else could make a second message. */
export function answerApi(address: ApiAddress): Api {
  const api = new Api(address.token, clientOptions(address));
  api.config.use(autoRetry({ maxRetryAttempts: 3, maxDelaySeconds: 60, rethrowInternalServerErrors: true, rethrowHttpErrors: true }));
  return api;
}
