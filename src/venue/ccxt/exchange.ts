import { homeward, redirected } from './address.ts';
import { type Answer, answerOf } from './answer.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import type { Hmac } from './nativeHmac.ts';
import type { CcxtParams, CcxtProfile } from './profile.ts';

/** The few things of a ccxt exchange that Heron changes or calls by itself; the rest stays behind the wall. */
export interface Exchange {
  urls: { api?: unknown; test?: unknown; demo?: unknown };
  options: Record<string, unknown>;
  setSandboxMode(enabled: boolean): void;
  enableDemoTrading(enabled: boolean): void;
  fetch2(path: string, api: string, method: string, params: CcxtParams): Promise<CcxtRecord>;
  market(symbol: string): CcxtRecord;
  parseOrder(order: CcxtRecord, market?: CcxtRecord): CcxtRecord;
  nonce(): number;
  hmac: Hmac;
  calculateRateLimiterCost(...call: readonly unknown[]): unknown;
  handleErrors(
    code: number,
    reason: string,
    url: string,
    method: string,
    headers: unknown,
    body: string,
    parsed: unknown,
    ...rest: unknown[]
  ): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  fetch(url: string, method?: string, headers?: unknown, body?: string): Promise<unknown>;
  client(url: string): StreamClient;
  onRestResponse(status: number, text: string, url: string, method: string, headers: Record<string, string>, body: string): string;
}

/** One websocket of ccxt: every message that somebody waits for is a promise. */
interface StreamClient {
  readonly connected: Promise<unknown>;
  future(messageHash: string): Promise<unknown>;
}

const NO_CONTENT = 204;

/** Two requests in one millisecond must not share a nonce. */
export function countUp(exchange: Exchange): void {
  const now = exchange.nonce.bind(exchange);
  let last = 0;
  exchange.nonce = () => {
    last = Math.max(last + 1, now());
    return last;
  };
}

/** With `number: String` the costs of calls become text too: the limiter would append instead of add, and after a few calls let nothing through for ever. */
export function countCosts(exchange: Exchange): void {
  const costOf = exchange.calculateRateLimiterCost.bind(exchange);
  exchange.calculateRateLimiterCost = (...call) => Number(costOf(...call));
}

/**
 * ccxt hands on whatever came with status 200, and reads a page of HTML or half an answer as "no orders, no balances". What is not data is thrown
 * here instead: after it nobody knows anything.
 */
export function insistOnData(exchange: Exchange, { title }: CcxtProfile): void {
  const judge = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (code, reason, url, method, headers, body, parsed, ...rest) => {
    const found = judge(code, reason, url, method, headers, body, parsed, ...rest);
    if (code >= 200 && code < 300 && code !== NO_CONTENT && (parsed === undefined || parsed === null))
      throw new Error(`${title} answered with something that is not data`);
    return found;
  };
}

/** Points every address at another host. */
export function leadTo(exchange: Exchange, to: URL): void {
  const home = homeward(exchange.urls.api, to);
  const judge = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (code, reason, url, ...rest) => judge(code, reason, home(url), ...rest);
  exchange.urls.api = redirected(exchange.urls.api, to);
}

/** Tells the head of each answer before anything reads it. */
export function hearAnswers(exchange: Exchange, onAnswer: (answer: Answer) => void): void {
  const read = exchange.onRestResponse.bind(exchange);
  exchange.onRestResponse = (status, text, url, method, headers, body, ...rest: []) => {
    onAnswer(answerOf(status, headers));
    return read(status, text, url, method, headers, body, ...rest);
  };
}

/**
 * When a stream ends, ccxt rejects every promise of it, also those that nobody waits for (a login that a second call made too): without an ear they
 * would end the process as a bug of Heron's. Whoever does wait hears of it all the same.
 */
export function hearStreams(exchange: Exchange): void {
  const quiet = new WeakSet<StreamClient>();
  const open = exchange.client.bind(exchange);
  const unheard = (): void => undefined;
  exchange.client = (url) => {
    const client = open(url);
    client.connected.catch(unheard);
    if (quiet.has(client)) return client;
    quiet.add(client);
    const future = client.future.bind(client);
    client.future = (messageHash) => {
      const one = future(messageHash);
      one.catch(unheard);
      return one;
    };
    return client;
  };
}
