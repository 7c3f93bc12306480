import { createHmac } from 'node:crypto';
import { type Clock, later } from '#src/domain/clock.ts';

/** What of the platform's fetch is needed; the composition hands it in, with redirects off. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;
interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}
interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface PublicRestOptions {
  readonly fetch: Fetch;
  /** Without a path. */
  readonly url: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface RestOptions extends PublicRestOptions {
  readonly apiKey: string;
  readonly secret: string;
  /** Milliseconds that this machine's clock is ahead of the venue's. */
  readonly aheadMs: () => number;
  /** Asked right before a request is written; what it throws goes to the caller, and nothing is sent. */
  readonly beforeSend?: ((verb: Verb, path: string) => void) | undefined;
}

export type Verb = 'GET' | 'POST' | 'DELETE';

/** The venue answered, and not with a success. `code` and `message` are empty where it was no answer of VALR's own form. */
export class ValrRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs: number | undefined) {
    super(message);
    this.name = 'ValrRefusal';
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer that could be read came back: whether the venue did it is unknown. */
export class ValrSilence extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'ValrSilence';
  }
}

/** One signed request (https://docs.valr.com, "Authentication"), once: nothing is repeated here. Throws ValrRefusal or ValrSilence. */
export async function valrRequest(options: RestOptions, verb: Verb, path: string, content?: object): Promise<unknown> {
  const { apiKey, secret, clock, aheadMs, beforeSend } = options;
  const body = content === undefined ? '' : JSON.stringify(content);
  const timestamp = String(Math.round(later(clock.now(), -aheadMs())));
  beforeSend?.(verb, path);
  return answerTo(options, verb, path, body, {
    'X-VALR-API-KEY': apiKey,
    'X-VALR-SIGNATURE': signature(secret, timestamp, verb, path, body),
    'X-VALR-TIMESTAMP': timestamp,
  });
}

/** One read that anybody may make, without a key. Throws ValrRefusal or ValrSilence. */
export const valrPublic = (options: PublicRestOptions, path: string): Promise<unknown> => answerTo(options, 'GET', path, '', {});

async function answerTo(
  { fetch, url, clock, timeoutMs }: PublicRestOptions,
  verb: Verb,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const abort = new AbortController();
  const timer = clock.after(timeoutMs, () => abort.abort());
  let status: number;
  let text: string;
  let retryAfterMs: number | undefined;
  try {
    const answer = await fetch(url + path, {
      method: verb,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === '' ? {} : { body }),
      redirect: 'error',
      signal: abort.signal,
    });
    status = answer.status;
    retryAfterMs = secondsIn(answer.headers.get('Retry-After'));
    text = await answer.text(); // the time limit covers the body too
  } catch {
    throw new ValrSilence(abort.signal.aborted ? 'VALR did not answer in time.' : 'The connection to VALR failed.');
  } finally {
    timer.cancel();
  }
  return contentOf(status, text, retryAfterMs);
}

/** HMAC-SHA512 of timestamp, verb, path with query, and body, in hex. */
export const signature = (secret: string, timestamp: string, verb: Verb, path: string, body: string): string =>
  createHmac('sha512', secret).update(`${timestamp}${verb}${path}${body}`).digest('hex');

function contentOf(status: number, text: string, retryAfterMs: number | undefined): unknown {
  const content = parsed(text);
  if (status >= 200 && status < 300) {
    if (text === '') return undefined; // a cancel that was taken says nothing
    if (content === undefined) throw new ValrSilence('The answer of VALR could not be read.');
    return content;
  }
  const { code, message } = (content ?? {}) as { code?: unknown; message?: unknown };
  throw new ValrRefusal(status, code === undefined ? '' : String(code), typeof message === 'string' ? message : '', retryAfterMs);
}

function parsed(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}

const secondsIn = (text: string | null): number | undefined => (text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : undefined);
