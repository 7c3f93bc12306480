import { randomBytes } from 'node:crypto';
import type { Described, Dialect, VenueCall, VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { WireAnswer } from '../faults.ts';
import { type RefusalKind, Refused } from '../refusal.ts';
import { ACCOUNT_CALLS, type PrivateCall } from './accountCalls.ts';
import { cloudflarePage, KRAKEN_ANSWERS } from './answers.ts';
import type { AccountKey } from './keys.ts';
import { LEDGER_CALLS } from './ledgerCalls.ts';
import { Params } from './params.ts';
import { PUBLIC_CALLS } from './publicCalls.ts';
import { Refusal } from './refusal.ts';
import { Streams } from './streams.ts';
import { TRADE_CALLS } from './tradeCalls.ts';
import { inKrakensWords } from './wording.ts';

const READS: Readonly<Record<string, PrivateCall>> = { ...ACCOUNT_CALLS, ...LEDGER_CALLS };

/** Kraken spot: REST under /0/public and /0/private, websocket v2 under /v2 (public) and /auth/v2 (private). */
export class KrakenDialect implements Dialect {
  /** Keys of the account by their public half. */
  readonly keys = new Map<string, AccountKey>();
  readonly streams: Streams;
  readonly #exchange: Exchange;
  readonly #tokens = new Set<string>();

  constructor(exchange: Exchange, key: AccountKey) {
    this.#exchange = exchange;
    this.keys.set(key.pair.apiKey, key);
    this.streams = new Streams(exchange, (token) => this.#tokens.has(token));
  }

  describe(call: VenueCall): Described {
    const [, , api, name = ''] = call.path.split('/');
    const authenticated = call.headers['api-key'] !== undefined || call.headers['api-sign'] !== undefined;
    if (api !== 'private') return { kind: 'public', authenticated, creates: [] };
    if (name === 'AddOrder') return { kind: 'create', authenticated, creates: [clientIdIn(call)] };
    if (name === 'CancelOrder' || name === 'CancelAll') return { kind: 'cancel', authenticated, creates: [] };
    return { kind: READS[name] === undefined || name === 'GetWebSocketsToken' ? 'other' : 'read', authenticated, creates: [] };
  }

  answer(call: VenueCall): WireAnswer {
    try {
      return this.#dated({ error: [], result: this.#resultOf(call) });
    } catch (error) {
      if (error instanceof Refusal) return this.#dated({ error: [error.message] });
      throw error;
    }
  }

  refuse(kind: RefusalKind): WireAnswer {
    return this.#dated({ error: [inKrakensWords(new Refused(kind)).message] });
  }

  failure(status: number, retryAfter: number | undefined): WireAnswer {
    return { status, body: cloudflarePage(status), headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) } };
  }

  maintenance(): WireAnswer {
    return KRAKEN_ANSWERS.unavailable;
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

  /** Forgets every token that was given out: private subscriptions with them are refused. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** With the date of the exchange's own clock, as its servers write it. */
  #dated(body: object): WireAnswer {
    return { status: 200, body, headers: { date: new Date(this.#exchange.time.now()).toUTCString() } };
  }

  #resultOf(call: VenueCall): unknown {
    const [, version, api, name = ''] = call.path.split('/');
    if (version !== '0' || (api !== 'public' && api !== 'private')) throw new Refusal('EGeneral:Unknown method');
    if (api === 'public') {
      const run = PUBLIC_CALLS[name];
      if (run === undefined) throw new Refusal('EGeneral:Unknown method');
      return run(this.#exchange, new Params(call.method === 'GET' ? call.rawQuery : call.rawBody));
    }
    const params = new Params(call.rawBody, call.headers['content-type']);
    const key = this.#admitted(call, params);
    const known: PrivateCall | undefined = READS[name] ?? TRADE_CALLS[name];
    if (known === undefined || call.method !== 'POST') throw new Refusal('EGeneral:Unknown method');
    key.require(...known.needs);
    const view = this.#exchange.view({ staleMs: call.staleMs });
    return known.run({ exchange: this.#exchange, view, key, newToken: () => this.#newToken() }, params);
  }

  #admitted(call: VenueCall, params: Params): AccountKey {
    const name = headerOf(call, 'api-key');
    const key = this.keys.get(name ?? '');
    if (key === undefined) throw new Refusal('EAPI:Invalid key');
    key.admit({ path: call.path, body: call.rawBody, nonce: params.get('nonce'), key: name, sign: headerOf(call, 'api-sign') });
    return key;
  }

  #newToken(): string {
    const token = randomBytes(32).toString('base64').replaceAll('=', '');
    this.#tokens.add(token);
    return token;
  }
}

function headerOf(call: VenueCall, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function clientIdIn(call: VenueCall): string {
  try {
    return new Params(call.rawBody, call.headers['content-type']).get('cl_ord_id') ?? '';
  } catch {
    return '';
  }
}
