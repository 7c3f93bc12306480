import type { Described, Dialect, VenueCall, VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { WireAnswer } from '../faults.ts';
import { type RefusalKind, Refused } from '../refusal.ts';
import { ACCOUNT_CALLS, type Answered, type Ground } from './accountCalls.ts';
import { AccountLog } from './accountLog.ts';
import { refusedOrder } from './answers.ts';
import type { AccountKey } from './keys.ts';
import { stamp } from './orderForm.ts';
import { chart, fundingHistory, PUBLIC_CALLS, perpetuals, publicExecutions } from './publicCalls.ts';
import { Refusal } from './refusal.ts';
import { sendStatusOf } from './statuses.ts';
import { Streams } from './streams.ts';
import { TRADE_CALLS } from './tradeCalls.ts';

/** Kraken Futures: REST under /derivatives/api, /api/history and /api/charts, websocket v1 under /ws/v1. */
export class KrakenFuturesDialect implements Dialect {
  /** Keys of the account by their public half. */
  readonly keys = new Map<string, AccountKey>();
  readonly streams: Streams;
  /** Relative funding rate by market, an hour, as a fraction: what tickers show. `exchange.payFunding` is what moves money. */
  readonly fundingRates = new Map<string, number>();
  readonly #exchange: Exchange;
  readonly #log: AccountLog;
  readonly #isolated = new Map<string, number>();

  constructor(exchange: Exchange, key: AccountKey) {
    this.#exchange = exchange;
    this.keys.set(key.pair.apiKey, key);
    this.#log = new AccountLog(exchange);
    this.streams = new Streams(exchange, this.keys, this.fundingRates);
    for (const { symbol, maxLeverage } of perpetuals(exchange)) exchange.setLeverage(symbol, maxLeverage);
  }

  describe(call: VenueCall): Described {
    const authenticated = call.headers.apikey !== undefined || call.headers.authent !== undefined;
    const name = `${call.method} ${privateName(call.path) ?? ''}`;
    if (name === 'POST sendorder') return { kind: 'create', authenticated, creates: [fieldsOf(call).get('cliOrdId') ?? ''] };
    if (name === 'POST cancelorder' || name === 'POST cancelallorders') return { kind: 'cancel', authenticated, creates: [] };
    if (ACCOUNT_CALLS[name] !== undefined) return { kind: 'read', authenticated, creates: [] };
    return { kind: TRADE_CALLS[name] === undefined ? 'public' : 'other', authenticated, creates: [] };
  }

  answer(call: VenueCall): WireAnswer {
    try {
      const { form, doubled } = this.#answerOf(call);
      const answer = this.#said(200, { result: 'success', ...form });
      return doubled === undefined ? answer : { ...answer, doubled: this.#said(200, { result: 'success', ...doubled }).body };
    } catch (error) {
      if (error instanceof Refusal) return this.#said(error.status, { result: 'error', error: error.message });
      throw error;
    }
  }

  refuse(kind: RefusalKind, call: VenueCall): WireAnswer {
    if (this.describe(call).kind === 'create') return refusedOrder(sendStatusOf(new Refused(kind)));
    return this.#said(200, { result: 'error', error: 'invalidArgument' });
  }

  failure(status: number, retryAfter: number | undefined): WireAnswer {
    const error = status === 429 ? 'apiLimitExceeded' : status >= 500 ? 'Server Error' : 'Bad Request';
    const answer = this.#said(status, { result: 'error', error });
    return retryAfter === undefined ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
  }

  maintenance(): WireAnswer {
    return this.#said(503, { result: 'error', error: 'Unavailable' });
  }

  /** With the time of the exchange's own clock: in the body, and as the date of its servers. */
  #said(status: number, form: object): WireAnswer {
    const now = this.#exchange.time.now();
    return { status, body: { ...form, serverTime: stamp(now) }, headers: { date: new Date(now).toUTCString() } };
  }

  connected(socket: VenueSocket): void {
    this.streams.connected(socket);
  }

  heard(socket: VenueSocket, text: string): void {
    this.streams.heard(socket, text);
  }

  closed(socket: VenueSocket): void {
    this.streams.closed(socket);
  }

  #answerOf(call: VenueCall): Answered {
    const name = `${call.method} ${privateName(call.path) ?? ''}`;
    const fields = fieldsOf(call);
    const read = ACCOUNT_CALLS[name];
    const trade = TRADE_CALLS[name];
    if (read === undefined && trade === undefined) return { form: this.#publicForm(call, fields) };
    const key = this.#admitted(call);
    const { readLag } = this.#exchange.profile;
    const ground: Ground = {
      exchange: this.#exchange,
      view: this.#exchange.view({ staleMs: call.staleMs }),
      until: this.#exchange.time.now() - readLag.fills - call.staleMs,
      key,
      log: this.#log,
      isolated: this.#isolated,
    };
    if (read !== undefined) return read(ground, fields);
    key.requireFull();
    return { form: (trade as NonNullable<typeof trade>)(ground, fields) };
  }

  #publicForm({ method, path }: VenueCall, fields: URLSearchParams): object {
    const ground = { exchange: this.#exchange, fundingRates: this.fundingRates };
    const parts = path.split('/').filter((part) => part !== '');
    if (method !== 'GET') throw new Refusal('notFound', 404);
    if (path.startsWith('/api/charts/v1/')) return chart(ground, fields, parts[4] ?? '', parts[5] ?? '');
    if (path.startsWith('/api/history/v3/market/') && parts[5] === 'executions') return publicExecutions(ground, fields, parts[4] ?? '');
    if (path === '/derivatives/api/v4/historicalfundingrates') return fundingHistory(ground, fields);
    const name = path.startsWith('/derivatives/api/v3/') ? path.slice('/derivatives/api/v3/'.length) : '';
    const run = PUBLIC_CALLS[name] ?? (name.startsWith('tickers/') ? PUBLIC_CALLS['tickers/'] : undefined);
    if (run === undefined) throw new Refusal('notFound', 404);
    return run(ground, fields, parts.at(-1) ?? '');
  }

  #admitted(call: VenueCall): AccountKey {
    const name = headerOf(call, 'apikey');
    const key = this.keys.get(name ?? '');
    if (key === undefined) throw new Refusal('authenticationError');
    const path = call.path.replace(/^\/derivatives/, '');
    key.admit({
      path,
      postData: call.rawQuery + call.rawBody,
      nonce: headerOf(call, 'nonce'),
      key: name,
      authent: headerOf(call, 'authent'),
    });
    return key;
  }
}

/** `openorders`, `v2/orders`, …: what the tables of private calls are named by. */
function privateName(path: string): string | undefined {
  if (path.startsWith('/derivatives/api/v3/')) return path.slice('/derivatives/api/v3/'.length);
  return path.startsWith('/api/history/') ? path.slice('/api/history/'.length) : undefined;
}

/** Kraken Futures reads query and form alike. */
const fieldsOf = ({ rawQuery, rawBody }: VenueCall): URLSearchParams =>
  new URLSearchParams([rawQuery, rawBody].filter((part) => part !== '').join('&'));

function headerOf(call: VenueCall, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
